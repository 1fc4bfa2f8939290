//! From what a person has to the level that a service asks for.

use super::{Offer, rests_on_proofing};
use crate::types::Method;
use lykill_core::Level;
use lykill_core::level::meets;

/// Something that leads to the level.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum WayUp {
    /// To log in with another electronic ID.
    Use(Method),
    /// To have the identity checked anew, at the level.
    Proofing,
}

/// What leads a person whose identity was checked at `proofed` to the asked level after a login
/// with the method `used` did not, the shortest way first.
pub fn ways_up(offers: &[Offer], used: &str, proofed: Level, asked: Level) -> Vec<WayUp> {
    let is_proofed = meets(proofed, asked);
    let open = offers.iter().filter(|offer| offer.is_open());
    let helps = |method: &Method| is_proofed || !rests_on_proofing(method.kind);
    let others = open
        .clone()
        .filter(|offer| offer.method.name != used && helps(&offer.method))
        .map(|offer| WayUp::Use(offer.method.clone()));
    let mut rest = open.map(|offer| offer.method.kind);
    let proofing = !is_proofed && rest.any(rests_on_proofing);
    others.chain(proofing.then_some(WayUp::Proofing)).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::method::{built_in, offered};
    use Level::{Low, Substantial};
    use lykill_core::MethodKind;

    #[test]
    fn the_shortest_way_is_another_method_and_else_a_new_check() {
        let named = |name: &str, level| Method {
            name: name.to_owned(),
            level,
            ..built_in(MethodKind::KeyCard)
        };
        let methods = [named("guest-card", Low), named("key-card", Substantial)];
        let ways = |used, proofed, down: &str| {
            let offers = offered(&methods, Substantial, |method| method.name == down);
            ways_up(&offers, used, proofed, Substantial)
        };
        let card = WayUp::Use(methods[1].clone());
        assert_eq!(ways("guest-card", Substantial, ""), [card]);
        assert_eq!(ways("key-card", Low, ""), [WayUp::Proofing]);
        assert_eq!(ways("guest-card", Low, ""), [WayUp::Proofing]);
        assert_eq!(ways("key-card", Substantial, ""), []);
        assert_eq!(ways("guest-card", Substantial, "key-card"), []);
    }
}
