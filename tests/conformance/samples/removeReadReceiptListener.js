var rong = api.require('rcIM');
// 之前调用 init 和 connect 的代码省略
rong.removeReadReceiptListener(function(ret){
api.alert({msg:JSON.stringify(ret)});
});
