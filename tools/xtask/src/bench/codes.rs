//! Redeeming codes at the token endpoint. The codes are prepared by browsers that are logged in,
//! so no password is hashed while it is measured.

use std::time::Duration;

use super::browser::{Browser, Site, redemption};
use super::load::{cpu_while, together};
use super::people::Member;
use super::process::cpu_of_family;
use crate::http::{Connection, request};
use crate::run::{Failure, Outcome, failed_to};

/// Callers at once: as many as the store was designed with.
pub const CALLERS: usize = 32;
const FORM: &str = "application/x-www-form-urlencoded";

/// One measurement.
#[derive(Debug, Clone, Copy)]
pub struct Codes {
    /// Server CPU of one redemption, in µs.
    pub redemption_us: f64,
    /// Server CPU of one authorization that a session answers, in µs.
    pub authorization_us: f64,
    /// CPU of the database's own processes for one redemption, in µs; none when it is embedded.
    pub database_us: Option<f64>,
}

/// Browsers that are logged in, one for each of the people.
pub fn logged_in<'a>(
    site: &'a Site,
    people: &'a [Member],
) -> Outcome<Vec<(Browser<'a>, &'a Member)>> {
    together(people.iter().collect(), |member| {
        let mut browser = Browser::new(site);
        browser.authorize(member)?;
        Ok((browser, member))
    })
}

/// Prepares `count` codes and redeems them, [`CALLERS`] at once.
pub fn measure<'a>(
    (site, pid, database): (&Site, u32, Option<u32>),
    browsers: Vec<(Browser<'a>, &'a Member)>,
    count: usize,
) -> Outcome<(Codes, Vec<(Browser<'a>, &'a Member)>)> {
    let share = count.div_ceil(browsers.len());
    let prepare = |(mut browser, member): (Browser<'a>, &'a Member)| {
        let codes = (0..share).map(|_| browser.authorize(member));
        Ok((codes.collect::<Outcome<Vec<_>>>()?, (browser, member)))
    };
    let (prepared, preparing) = cpu_while(pid, || together(browsers, prepare))?;
    let (codes, browsers): (Vec<_>, Vec<_>) = prepared.into_iter().unzip();
    let requests: Vec<Vec<u8>> = codes
        .iter()
        .flatten()
        .map(|code| token_request(site, code))
        .collect();
    let shares = requests.chunks(requests.len().div_ceil(CALLERS)).collect();
    let before = database.map(cpu_of_family).transpose()?;
    let (_, redeeming) = cpu_while(pid, || together(shares, |share| redeem(site, share)))?;
    let after = database.map(cpu_of_family).transpose()?;
    let each = |time: Duration| time.as_secs_f64() * 1e6 / requests.len() as f64;
    let measured = Codes {
        redemption_us: each(redeeming),
        authorization_us: each(preparing),
        database_us: after
            .zip(before)
            .map(|(after, before)| each(after.saturating_sub(before))),
    };
    Ok((measured, browsers))
}

fn token_request(site: &Site, code: &str) -> Vec<u8> {
    let line = ("POST", site.token.as_str());
    request(
        line,
        site.host(),
        &[],
        Some((FORM, &redemption(site, code))),
    )
}

fn redeem(site: &Site, requests: &[Vec<u8>]) -> Outcome {
    let mut connection = Connection::to(site.address);
    for request in requests {
        let answer = connection
            .send(request)
            .map_err(failed_to("redeem a code"))?;
        if answer.status != 200 {
            let (status, said) = (answer.status, answer.text());
            return Err(Failure::new(format!(
                "a code was not redeemed ({status}): {said}"
            )));
        }
    }
    Ok(())
}
