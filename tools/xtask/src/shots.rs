//! `cargo xtask shots`: a picture of every page in every state, language, theme and width.

mod driver;
mod index;

use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use serde::Deserialize;

use crate::beside::Beside;
use crate::run::{Failure, Outcome, failed_to, run};
use driver::{Driver, Look};

/// Takes pictures of every page in every state, language, theme and width, with Chromium.
///
/// The pages are those that the tests render. Look at them through the `index.html` beside them.
#[derive(clap::Args)]
#[command(after_help = "\
Examples:
  cargo xtask shots                              everything, into target/shots
  cargo xtask shots --page chooser --page key    only pages whose name contains one of these
  cargo xtask shots --lang da --out /tmp/shots   one language, elsewhere")]
pub struct Options {
    /// The folder for the pictures [default: target/shots]
    #[arg(long, value_name = "DIR")]
    out: Option<PathBuf>,

    /// Only pages whose name contains this; to be given for each
    #[arg(long, value_name = "NAME")]
    page: Vec<String>,

    /// Only this language; to be given for each
    #[arg(long, value_name = "LANG")]
    lang: Vec<String>,
}

/// A phone and a desktop, in each theme.
const LOOKS: [Look; 4] = [
    Look {
        width: 390,
        theme: "light",
    },
    Look {
        width: 390,
        theme: "dark",
    },
    Look {
        width: 1280,
        theme: "light",
    },
    Look {
        width: 1280,
        theme: "dark",
    },
];

/// A page in one state and language, as the samples list it.
#[derive(Debug, Clone, Deserialize)]
struct Sample {
    page: String,
    state: String,
    lang: String,
    path: String,
}

impl Sample {
    /// The name of its picture.
    fn picture(&self, look: Look) -> String {
        let Self {
            page, state, lang, ..
        } = self;
        format!("{page}.{state}.{lang}.{}.{}.png", look.theme, look.width)
    }
}

/// Builds the samples, looks at each, and writes the pictures with their index.
pub fn shots(root: &Path, options: &Options) -> Outcome {
    let target = crate::workspace::metadata(root)?
        .target_directory
        .into_std_path_buf();
    let out = options.out.clone().unwrap_or_else(|| target.join("shots"));
    fs::create_dir_all(&out).map_err(failed_to(format!("make {}", out.display())))?;
    let mut build = Command::new("cargo");
    build.args(["build", "--quiet", "--package", "lykill-testkit"]);
    build.args(["--features", "shots", "--bin", "page-samples"]);
    run(build.current_dir(root))?;
    let site = Beside::start(&mut Command::new(target.join("debug/page-samples")))?;
    let pages = site.said.get("pages").cloned().unwrap_or_default();
    let all: Vec<Sample> =
        serde_json::from_value(pages).map_err(failed_to("understand the list of pages"))?;
    let samples: Vec<Sample> = all
        .into_iter()
        .filter(|sample| wanted(sample, options))
        .collect();
    if samples.is_empty() {
        return Err(Failure::new("there is no such page"));
    }
    let data = tempfile::tempdir().map_err(failed_to("make a folder"))?;
    let mut driver = Driver::start(data.path())?;
    for look in LOOKS {
        driver.look(look)?;
        eprintln!(
            "shots: {} pictures, {} px, {}",
            samples.len(),
            look.width,
            look.theme
        );
        for sample in &samples {
            let url = format!("http://{}{}", site.text("address")?, sample.path);
            let png = driver.picture(&url)?;
            write(&out.join(sample.picture(look)), &png)?;
        }
    }
    let index = out.join("index.html");
    write(&index, index::html(&samples, &LOOKS).as_bytes())?;
    eprintln!("shots: {}", index.display());
    Ok(())
}

fn wanted(sample: &Sample, options: &Options) -> bool {
    let any = |list: &[String], found: &dyn Fn(&String) -> bool| {
        list.is_empty() || list.iter().any(found)
    };
    any(&options.page, &|name| sample.page.contains(name.as_str()))
        && any(&options.lang, &|lang| sample.lang == *lang)
}

fn write(file: &Path, content: &[u8]) -> Outcome {
    fs::write(file, content).map_err(failed_to(format!("write {}", file.display())))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn sample(page: &str, lang: &str) -> Sample {
        let (page, state, lang) = (page.to_owned(), "plain".to_owned(), lang.to_owned());
        Sample {
            page,
            state,
            lang,
            path: "/x".to_owned(),
        }
    }

    fn options(page: &[&str], lang: &[&str]) -> Options {
        let owned = |list: &[&str]| list.iter().map(|text| (*text).to_owned()).collect();
        Options {
            out: None,
            page: owned(page),
            lang: owned(lang),
        }
    }

    #[test]
    fn everything_is_wanted_unless_something_is_named() {
        assert!(wanted(&sample("chooser", "nb"), &options(&[], &[])));
        assert!(wanted(
            &sample("chooser", "nb"),
            &options(&["key", "choo"], &["nb"])
        ));
        assert!(!wanted(
            &sample("chooser", "da"),
            &options(&["choo"], &["nb"])
        ));
        assert!(!wanted(&sample("password", "nb"), &options(&["choo"], &[])));
    }

    #[test]
    fn a_picture_is_named_by_what_it_shows() {
        let [phone, ..] = LOOKS;
        assert_eq!(
            sample("key-card", "da").picture(phone),
            "key-card.plain.da.light.390.png"
        );
    }
}
