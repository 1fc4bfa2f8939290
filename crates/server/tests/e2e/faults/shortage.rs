//! What the system does not give at the start: a writable disk, enough open files.

use lykill_testkit::disk::Disk;
use lykill_testkit::program::Deployment;
use std::process::{Command, Output};

fn refused(mut command: Command) -> String {
    let output: Output = command.output().expect("the program");
    let told = String::from_utf8_lossy(&output.stdout).into_owned();
    assert_eq!(output.status.code(), Some(3), "{told}");
    assert!(!told.contains("ready"), "{told}");
    assert_eq!(told.lines().count(), 1, "{told}");
    told
}

#[test]
fn case_210_a_read_only_disk_is_named() {
    let deployment = Deployment::new("");
    let disk = Disk::of(&deployment);
    deployment.serve().kill();
    disk.fault("read-only");
    let told = refused(disk.under(deployment.command()));
    assert!(told.contains("lykill.db"), "{told}");
    assert!(told.contains("Read-only file system"), "{told}");
    disk.heal("read-only");
    deployment.serve_as(disk.under(deployment.command())).kill();
}

#[test]
fn case_210_too_few_open_files_are_named() {
    let limited = |deployment: &Deployment, files: u32| {
        let command = deployment.command();
        let mut shell = Command::new("/bin/sh");
        shell
            .arg("-c")
            .arg(format!("ulimit -n {files}; exec \"$0\" \"$@\""));
        shell.arg(command.get_program()).args(command.get_args());
        shell
    };
    let deployment = Deployment::new("");
    let told = refused(limited(&deployment, 64));
    assert!(
        told.contains("open files") && told.contains("64 are allowed"),
        "{told}"
    );
    assert!(told.contains("server.max_connections"), "{told}");
    // What the configuration can need is enough.
    deployment
        .serve_as(limited(&deployment, 4096 + 16 + 256))
        .kill();
}
