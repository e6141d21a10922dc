var users = ['sender','receiver'];
var UIRongCloud = api.require('rcIM');
UIRongCloud.configGroupChat({
messageMentioned: true,
members:users
});
