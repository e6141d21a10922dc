var rong = api.require('rcIM');
rong.sendReadReceiptMessage({targetId:1}, function(ret){
api.alert({msg:JSON.stringify(ret)});
});
