var rong = api.require('rcIM');
rong.configChatSubTitle({
title:"这是副标题"
});
