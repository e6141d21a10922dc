var rong = api.require('rcIM');
rong.addAvatarListener(function(ret) {
api.alert({msg:'点击的用户是'+JSON.stringify(ret)});
});
