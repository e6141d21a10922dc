var rong = api.require('rcIM');
rong.configChatButtons({
pluginItems: ['file','image','location','emoji','redPacket'],
insertPluginItems: [{
title:'按钮1',
icon:'widget://res/btn1.png',
tag:2001
},{
title:'按钮2',
icon:'widget://res/btn2.png',
tag:2002
},{
title:'按钮3',
icon:'widget://res/btn3.png',
tag:2003
}],
rightIcon: 'fs://rightButton.png'
},function(ret){
api.alert({msg:JSON.stringify(ret)});
});
