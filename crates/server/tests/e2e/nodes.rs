//! Two nodes as two processes behind a balancer: restarts, upgrades, deaths of nodes and of the
//! database's primary, while people log in.

mod balancer;
mod cluster;
mod crowd;
mod failover;
mod jobs;
mod rolling;
mod trouble;
mod wire;
