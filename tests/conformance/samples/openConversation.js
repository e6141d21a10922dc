var rong = api.require('rcIM');
rong.openConversation({
conversationType: 'PRIVATE',
targetId: '9527',
title: '9527'
},function(ret){
api.alert({msg:JSON.stringify(ret)});
});
