var rong = api.require('rcIM');
rong.addNeedGroupInfoListener(function(ret) {
var params = {
userId : ret.userId,
nickName : '白兰地',
avatarUrl : 'http://7xq864.com1.z0.glb.clouddn.com/apicloud/9ddf7d56095abd26f2c7ef72bb142563.png'
};
rong.setUserAvatar(params);
});
