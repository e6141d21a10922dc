var rong = api.require('rcIM');
rong.openConversationList({
avatarSize:{
width:46,
height:46
},
avatarStyle: 'cycle',
isEnteredToCollectionWindow:false,
showConnectingStatus:true,
title:'会话列表'
});
