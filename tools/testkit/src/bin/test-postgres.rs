//! Runs a throwaway PostgreSQL server for as long as its standard input stays open, and prints
//! its address: for measurements, and for trying things out by hand.

use lykill_testkit::PgCluster;
use std::io::{self, Write};

fn main() -> io::Result<()> {
    let cluster = PgCluster::start()?;
    let mut out = io::stdout().lock();
    writeln!(out, "{}", cluster.url("postgres"))?;
    out.flush()?;
    io::copy(&mut io::stdin().lock(), &mut io::sink()).map(drop)
}
