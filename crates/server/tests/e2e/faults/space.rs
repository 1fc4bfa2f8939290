//! A disk of our own in a mount namespace of its own: no bytes left, no inodes left. What cannot be
//! written is not there, everything else goes on, and nothing needs a restart.

use lykill_testkit::load::Scene;
use lykill_testkit::program::{Deployment, Serving};
use lykill_testkit::{Leashed, Printer};
use serde_json::Value;
use std::fs::{self, File};
use std::io::{BufRead as _, BufReader, ErrorKind, Write as _};
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::time::Duration;

/// What is left when a backup begins: less than it needs.
const LEFT_FOR_BACKUP: u64 = 128 * 1024;

/// The same command, with a file system of its own over a folder, whose files are copied into it.
fn over(place: &Path, options: &str, command: Command) -> Command {
    fs::create_dir_all(place).expect("a folder");
    let mut own = Command::new("unshare");
    if !rustix::process::geteuid().is_root() {
        own.arg("--map-root-user");
    }
    own.args(["--mount", "--propagation", "private", "sh", "-ec"])
        .arg(
            "options=$0 place=$1; shift; before=$(mktemp -d); cp -a \"$place/.\" \"$before\"; \
             mount -t tmpfs -o \"$options,mode=0700\" tmpfs \"$place\"; \
             cp -a \"$before/.\" \"$place\"; rm -r \"$before\"; exec \"$@\"",
        )
        .args([options, &place.display().to_string()])
        .arg(command.get_program())
        .args(command.get_args());
    own
}

/// A folder as the program sees it.
fn seen_by(serving: &mut Serving, place: &Path) -> PathBuf {
    let inner = place.strip_prefix("/").expect("an absolute path");
    Path::new("/proc")
        .join(serving.pid().to_string())
        .join("root")
        .join(inner)
}

/// Writes until nothing more can be written, and then gives back so many bytes.
fn fill(folder: &Path, left: u64) -> PathBuf {
    let path = folder.join("filler");
    let mut file = File::create(&path).expect("a file");
    let full = loop {
        if let Err(error) = file.write_all(&[7; 4096]) {
            break error;
        }
    };
    assert_eq!(full.kind(), ErrorKind::StorageFull);
    let length = file.metadata().expect("a length").len();
    file.set_len(length.saturating_sub(left)).expect("shorter");
    path
}

/// Makes files until no more can be made.
fn use_up_inodes(folder: &Path) -> PathBuf {
    let many = folder.join("many");
    fs::create_dir(&many).expect("a folder");
    let full = (0..).find_map(|number: u32| File::create(many.join(number.to_string())).err());
    assert_eq!(full.expect("an end").kind(), ErrorKind::StorageFull);
    many
}

/// A card is ordered, and the print queue does not take it: what the outbox says of it then.
async fn ordered_in_vain(deployment: &Deployment, queue: &Path) -> Value {
    let people = deployment.admin(&["person", "list"], "");
    let user_id = people[0]["user_id"].as_str().expect("a user id");
    deployment.admin(&["card", "order", "--user-id", user_id], "");
    let words = ["outbox", "list", "--state", "waiting", "--kind", "key-card"];
    for _ in 0..200 {
        let row = deployment.admin(&words, "")[0].clone();
        if row["last_error"].is_string() {
            let half = Printer::of(queue, queue).jobs();
            let new = half
                .iter()
                .filter(|job| job.id == row["id"].as_str().expect("an id"));
            assert_eq!(new.count(), 0, "a job that is not whole");
            return row;
        }
        tokio::time::sleep(Duration::from_millis(100)).await;
    }
    panic!("the queue took it: {}", deployment.log());
}

/// Room again: the card comes, whole, without a restart.
async fn comes_after_all(deployment: &Deployment, queue: &Path, row: &Value) {
    let printer = Printer::of(queue, queue);
    for _ in 0..120 {
        let jobs = printer.jobs();
        if let Some(job) = jobs.iter().find(|job| Some(&*job.id) == row["id"].as_str()) {
            let name = job.to.lines().next().expect("a name").to_owned();
            assert_eq!(printer.card(&name).await.keys.len(), 148);
            let listed = deployment.admin(&["print", "list"], "");
            let is_queued = |one: &Value| one["job"] == row["id"];
            assert!(listed.as_array().expect("jobs").iter().any(is_queued));
            return;
        }
        tokio::time::sleep(Duration::from_millis(500)).await;
    }
    panic!("no card came: {}", deployment.log());
}

/// A code and a token, each with its audit row.
async fn logins_go_on(scene: &Scene) {
    let (answer, attempt) = scene.code().await.expect("a code");
    assert!(scene.token(&answer, &attempt).await.is_some());
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn case_209_a_full_print_queue_holds_cards_back_until_there_is_room() {
    let deployment = Deployment::new("");
    let queue = deployment.path("data").join("print-cards");
    let before = deployment.serve();
    let scene = Scene::of(&deployment).await;
    before.kill();
    let mut serving = deployment.serve_as(over(&queue, "size=2m", deployment.command()));
    let inside = seen_by(&mut serving, &queue);
    let filler = fill(&inside, 0);
    let row = ordered_in_vain(&deployment, &inside).await;
    let log = deployment.log();
    assert!(
        log.contains(row["id"].as_str().expect("an id")),
        "{row}: {log}"
    );
    logins_go_on(&scene).await;
    fs::remove_file(filler).expect("room");
    comes_after_all(&deployment, &inside, &row).await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn case_209_a_backup_on_a_full_disk_is_none_and_the_next_one_is_whole() {
    let deployment = Deployment::new("");
    let copies = deployment.path("copies");
    let mut serving = deployment.serve_as(over(&copies, "size=8m", deployment.command()));
    let scene = Scene::of(&deployment).await;
    let inside = seen_by(&mut serving, &copies);
    let filler = fill(&inside, LEFT_FOR_BACKUP);
    let file = copies.join("copy").display().to_string();
    let told = deployment.try_admin(&["backup", &file], "");
    assert!(!told.is_ok, "{}", told.answer);
    let why = told.answer.to_string();
    assert!(
        why.contains("No space left") || why.contains("is full"),
        "{why}"
    );
    let left: Vec<_> = fs::read_dir(&inside).expect("a folder").flatten().collect();
    assert_eq!(left.len(), 1, "nothing but the filler: {left:?}");
    let made = ["audit", "list", "--kind", "backup.made"];
    assert_eq!(deployment.admin(&made, ""), serde_json::json!([]));
    logins_go_on(&scene).await;
    fs::remove_file(filler).expect("room");
    deployment.admin(&["backup", &file], "");
    let whole = fs::metadata(inside.join("copy")).expect("a copy").len();
    assert!(whole > LEFT_FOR_BACKUP, "{whole} would have fitted");
    assert_eq!(
        deployment.admin(&made, "").as_array().map(Vec::len),
        Some(1)
    );
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn case_210_a_print_queue_without_inodes_holds_cards_back_until_there_are_some() {
    let deployment = Deployment::new("");
    let queue = deployment.path("data").join("print-cards");
    let before = deployment.serve();
    let scene = Scene::of(&deployment).await;
    before.kill();
    let disk = over(&queue, "nr_inodes=200", deployment.command());
    let mut serving = deployment.serve_as(disk);
    let inside = seen_by(&mut serving, &queue);
    let many = use_up_inodes(&inside);
    let row = ordered_in_vain(&deployment, &inside).await;
    logins_go_on(&scene).await;
    fs::remove_dir_all(many).expect("inodes");
    comes_after_all(&deployment, &inside, &row).await;
}

/// The line that a start says on a disk for so many files, and how it ends when it does not serve.
fn start_with(inodes: u32, data: &Path, deployment: &Deployment) -> (String, Option<i32>) {
    let options = format!("nr_inodes={inodes}");
    let mut command = over(data, &options, deployment.command());
    command.stdout(Stdio::piped());
    let mut program = Leashed::start(&mut command).expect("a program");
    let mut line = String::new();
    let output = program.child().stdout.take().expect("its output");
    BufReader::new(output).read_line(&mut line).expect("a line");
    if line.contains("\"ready\":true") {
        return (line, None);
    }
    (line, program.child().wait().expect("an end").code())
}

/// With one inode more each time, a start is refused with its cause or serves; it never stops in
/// the middle. The first time on an empty folder, then on what a former start left.
#[test]
fn case_210_too_few_inodes_stop_the_start_and_are_named() {
    let deployment = Deployment::new("");
    let data = deployment.path("data");
    for made in [false, true] {
        if made {
            deployment.serve().kill();
        }
        let mut refused = 0;
        let mut served = false;
        let least = 1 + u32::try_from(files_in(&data)).expect("few");
        for inodes in least..least + 40 {
            let (line, code) = start_with(inodes, &data, &deployment);
            let Some(code) = code else {
                served = true;
                break;
            };
            assert_eq!(code, 3, "{inodes}: {line}");
            let is_named = line.contains("too few inodes") && line.contains("data");
            assert!(is_named, "{inodes}: {line}");
            refused += 1;
        }
        assert!(served && refused >= 3, "{made}: {refused} refusals");
    }
}

/// Files and folders in a folder, at any depth.
fn files_in(folder: &Path) -> usize {
    let entries = fs::read_dir(folder).into_iter().flatten().flatten();
    let count = |entry: fs::DirEntry| match entry.file_type() {
        Ok(kind) if kind.is_dir() => 1 + files_in(&entry.path()),
        _ => 1,
    };
    entries.map(count).sum()
}
