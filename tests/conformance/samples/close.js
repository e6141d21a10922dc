var rcIM = api.require('rcIM');
rcIM.close();
