var UIRongCloud = api.require('rcIM');
UIRongCloud.configChat({
messageRecall: true,
typingStatus: true
});
