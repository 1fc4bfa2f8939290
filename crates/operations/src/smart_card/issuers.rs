//! The issuers of cards on this node: whom they are, how they are asked, and what they last said.

use super::revoked::Memory;
use crate::Context;
use crate::answer::{SmartCardView, StepView};
use lykill_broker::types::{AwaitedCard, CardFault, CardStage, Method};
use lykill_core::Level;
use lykill_core::id::LoginId;
use lykill_crypto::pure::x509::{Holder, TrustList};
use lykill_fetch::{BadCertificates, Fetcher, Limits, Rules};
use std::fmt;
use std::time::Duration;

/// The issuers behind one method, as they are configured.
#[derive(Debug, Clone)]
pub struct Configured {
    /// The method that stands for them, by its configured name.
    pub method: String,
    /// Their certificates.
    pub trust: TrustList,
    /// The level of each policy under which they issue, as dotted numbers.
    pub policies: Vec<(String, Level)>,
    /// What stands before the national number in the `serialNumber` of the subject: `PNONO-` (ETSI
    /// EN 319 412-1 section 5.1.3). Nothing else says yet whose a certificate is.
    pub national_id_prefix: String,
    /// Where they answer whether a certificate was revoked (OCSP).
    pub ocsp: Option<String>,
    /// Where their lists of revoked certificates are.
    pub lists: Vec<String>,
    /// While they do not answer: so long what they said of a certificate still counts, and so long
    /// after its time a list.
    pub grace: Duration,
    /// How much of us they may hold.
    pub limits: Limits,
}

/// All issuers of this node.
#[derive(Debug, Default)]
pub struct CardIssuers {
    issuers: Vec<CardIssuer>,
    /// Where certificates are shown, as browsers reach it.
    place: String,
}

/// The issuers behind one method.
pub(super) struct CardIssuer {
    pub(super) configured: Configured,
    pub(super) fetcher: Fetcher,
    pub(super) memory: Memory,
}

impl fmt::Debug for CardIssuer {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "CardIssuer({})", self.configured.method)
    }
}

impl CardIssuers {
    /// The issuers of a configuration, and the address at which certificates are shown. Nothing is
    /// asked yet.
    ///
    /// # Errors
    /// [`BadCertificates`] when TLS cannot be set up.
    pub fn new(
        configured: &[Configured],
        place: String,
        rules: &Rules,
    ) -> Result<Self, BadCertificates> {
        let rules = Rules {
            signed_answers: true,
            ..rules.clone()
        };
        let one = |one: &Configured| {
            Ok(CardIssuer {
                configured: one.clone(),
                fetcher: Fetcher::limited(rules.clone(), None, one.limits)?,
                memory: Memory::default(),
            })
        };
        let issuers = configured.iter().map(one).collect::<Result<_, _>>()?;
        Ok(Self { issuers, place })
    }

    /// The names of all issuers in DER, by which browsers choose what to show.
    pub fn names(&self) -> Vec<Vec<u8>> {
        let issuers = self.issuers.iter();
        issuers
            .flat_map(|one| one.configured.trust.names())
            .collect()
    }

    pub(super) fn of(&self, method: &str) -> Option<&CardIssuer> {
        let mut issuers = self.issuers.iter();
        issuers.find(|one| one.configured.method == method)
    }
}

impl Configured {
    /// The highest level of the policies under which a certificate was issued; none where none of
    /// them is known.
    pub(super) fn level(&self, holder: &Holder) -> Option<Level> {
        let known = self.policies.iter();
        let named = known.filter(|(policy, _)| holder.policies.contains(policy));
        named.map(|(_, level)| *level).max()
    }

    /// The national number in a certificate, where these issuers are trusted with it.
    pub(super) fn national_id<'a>(&self, holder: &'a Holder) -> Option<&'a str> {
        let number = holder.number.as_deref()?;
        number.strip_prefix(self.national_id_prefix.as_str())
    }
}

/// A login by a card as its holder may see it.
pub(crate) fn view(ctx: &Context, login: LoginId, awaited: &AwaitedCard) -> StepView {
    let mut methods = ctx.settings.methods.iter();
    let is_it = |method: &&Method| method.name == awaited.method;
    let CardIssuers { place, .. } = ctx.card_issuers.as_ref();
    let is_offered = ctx.card_issuers.of(&awaited.method).is_some();
    let (address, fault) = match awaited.stage {
        CardStage::Away if is_offered => {
            let address = format!("{place}?login={login}&attempt={}", awaited.attempt);
            (Some(address), None)
        }
        CardStage::Away => (None, Some(CardFault::Down)),
        CardStage::Shown(_) => (None, None),
        CardStage::Failed(fault) => (None, Some(fault)),
    };
    StepView::SmartCard(Box::new(SmartCardView {
        method: methods.find(is_it).cloned(),
        address,
        fault,
    }))
}
