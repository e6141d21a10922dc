var rong = api.require('rcIM');
rong.setServerInfo({
naviServer:'',
fileServer:''
});
