//! For tests: a server, clients and a faulty link in one process.
