//! A document: its pages, its structure for those who do not see it, and its outline. It is
//! written as PDF/UA-1 (ISO 14289-1); what does not conform is an error and no file.

use super::PdfError;
use super::sheet::{A4, PT, Sheet};
use super::typeset::Typesetter;
use krilla::configure::{Accessibility, ConfigurationBuilder};
use krilla::destination::XyzDestination;
use krilla::geom::Point;
use krilla::metadata::Metadata;
use krilla::outline::{Outline, OutlineNode};
use krilla::page::PageSettings;
use krilla::tagging::{Node, TagTree};
use krilla::{Document, SerializeSettings};
use lykill_core::{Language, Secret};

/// A heading, for the outline.
pub(crate) struct Heading {
    /// 1 or 2.
    pub(crate) level: u16,
    /// Its words.
    pub(crate) title: String,
    /// The page, from 0.
    pub(crate) page: usize,
    /// Where it stands on the page, in millimetres from the top.
    pub(crate) y: f32,
}

/// What a document has besides what is drawn.
#[derive(Default)]
pub(crate) struct Structure {
    /// The tagged parts, in the order in which they are read.
    pub(crate) parts: Vec<Node>,
    /// The headings, in the same order.
    pub(crate) headings: Vec<Heading>,
}

/// A document that is being made.
pub(crate) struct Book {
    document: Document,
    typesetter: Typesetter,
    structure: Structure,
    language: Language,
    pages: usize,
}

impl Book {
    /// An empty document. `author` is who sends it.
    pub(crate) fn new(title: &str, language: Language, author: &str) -> Result<Self, PdfError> {
        let conforming = ConfigurationBuilder::new()
            .with_accessibility_validator(Accessibility::UA1)
            .finish();
        let configuration = conforming.map_err(|_| PdfError::Refused)?;
        let mut document = Document::new_with(SerializeSettings {
            configuration,
            ..SerializeSettings::default()
        });
        let metadata = Metadata::new()
            .title(title.to_owned())
            .authors(vec![author.to_owned()])
            .creator("Lykill".to_owned())
            .language(language.tag().to_owned());
        document.set_metadata(metadata);
        Ok(Self {
            document,
            typesetter: Typesetter::new()?,
            structure: Structure::default(),
            language,
            pages: 0,
        })
    }

    /// One more page, A4.
    pub(crate) fn page(&mut self, draw: impl FnOnce(&mut Sheet<'_>)) -> Result<(), PdfError> {
        let size = PageSettings::from_wh(A4.0 * PT, A4.1 * PT).ok_or(PdfError::Refused)?;
        let mut page = self.document.start_page_with(size);
        draw(&mut Sheet {
            surface: page.surface(),
            typesetter: &mut self.typesetter,
            structure: &mut self.structure,
            page: self.pages,
        });
        page.finish();
        self.pages += 1;
        Ok(())
    }

    /// The file. It may hold a password or keys, so it is kept as a secret.
    pub(crate) fn finish(mut self) -> Result<Secret<Vec<u8>>, PdfError> {
        self.document.set_outline(outline(self.structure.headings));
        let tree = TagTree::from(self.structure.parts);
        let language = self.language.tag().to_owned();
        self.document.set_tag_tree(tree.with_lang(Some(language)));
        let file = self.document.finish();
        file.map(Secret::new).map_err(|_| PdfError::Refused)
    }
}

/// Headings of the second level stand below the one of the first level before them.
fn outline(headings: Vec<Heading>) -> Outline {
    let mut outline = Outline::new();
    let mut chapter: Option<OutlineNode> = None;
    for heading in headings {
        let at = XyzDestination::new(heading.page, Point::from_xy(0.0, heading.y * PT));
        let node = OutlineNode::new(heading.title, at);
        match &mut chapter {
            Some(chapter) if heading.level > 1 => chapter.push_child(node),
            _ => {
                let before = chapter.replace(node.with_open(true));
                before.into_iter().for_each(|node| outline.push_child(node));
            }
        }
    }
    chapter
        .into_iter()
        .for_each(|node| outline.push_child(node));
    outline
}
