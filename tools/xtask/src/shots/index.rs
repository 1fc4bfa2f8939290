//! The page that shows all pictures, page by page.

use super::Sample;
use super::driver::Look;

const HEAD: &str = "<!doctype html><html lang=\"en\"><meta charset=\"utf-8\"><title>Pages</title>\
<style>body{font:16px system-ui;margin:1rem;background:#ddd}h2{margin:2rem 0 .5rem}\
div{display:flex;gap:1rem;overflow-x:auto;align-items:flex-start}figure{margin:0}\
img{border:1px solid #888;max-height:44rem}</style>\n";

/// The index of these pictures.
pub fn html(samples: &[Sample], looks: &[Look]) -> String {
    let mut out = HEAD.to_owned();
    for sample in samples {
        let Sample {
            page, state, lang, ..
        } = sample;
        out.push_str(&format!("<h2>{page}: {state} ({lang})</h2><div>"));
        for look in looks {
            let file = sample.picture(*look);
            let caption = format!("{} px, {}", look.width, look.theme);
            out.push_str(&format!(
                "<figure><a href=\"{file}\"><img loading=\"lazy\" src=\"{file}\" \
                 alt=\"{page}, {state}, {lang}, {caption}\"></a>\
                 <figcaption>{caption}</figcaption></figure>"
            ));
        }
        out.push_str("</div>\n");
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_picture_is_shown_once() {
        let text = |text: &str| text.to_owned();
        let (page, state, lang) = (text("chooser"), text("plain"), text("nb"));
        let sample = Sample {
            page,
            state,
            lang,
            path: text("/"),
        };
        let looks = [390, 1280].map(|width| Look {
            width,
            theme: "dark",
        });
        let html = html(&[sample], &looks);
        assert_eq!(html.matches("<img ").count(), 2);
        assert!(html.contains("src=\"chooser.plain.nb.dark.1280.png\""));
    }
}
