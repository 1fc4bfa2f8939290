//! Importing a vendor's seed file: what is right is imported, what is wrong is told row by row.

use super::{TokenRefusal, aad};
use crate::record::Record;
use crate::{Call, Context, Error};
use lykill_core::audit::AuditKind;
use lykill_core::id::OtpTokenId;
use lykill_core::{Secret, random};
use lykill_issuer::seed_file::{Seed, SeedFile, from_hex, read_csv, read_pskc};
use lykill_issuer::types::{OtpToken, OtpTokenState};
use lykill_store::otp_token::{otp_token_by_serial, otp_token_insert};
use lykill_store::{Commit, Rollback, Tx};
use std::sync::Arc;

/// Devices that one transaction takes, so that logins pass between two of them.
const CHUNK: usize = 50;

/// A seed file as it was handed over.
#[derive(Debug, Clone)]
pub struct SeedText {
    /// CSV, or XML where it begins with `<`.
    pub text: Secret<String>,
    /// The vendor's key in hexadecimal, where secrets are encrypted.
    pub key: Option<Secret<String>>,
    /// Whether it is only looked at.
    pub dry_run: bool,
}

/// What came of it.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Imported {
    /// Devices that were imported, or would be.
    pub imported: u64,
    /// One line for each device that was not: its place in the file, and why.
    pub refused: Vec<String>,
}

/// Imports the devices of a seed file. The same file may be imported again: what is known stays
/// as it is and is told.
///
/// # Errors
/// [`Error`] when the database cannot answer; then some may be imported.
pub async fn import(
    ctx: &Context,
    call: &Call,
    file: &SeedText,
) -> Result<Result<Imported, TokenRefusal>, Error> {
    let read = match read(file) {
        Ok(read) => read,
        Err(refusal) => return Ok(Err(refusal)),
    };
    let mut done = Imported::default();
    let mut refused: Vec<(u64, String)> = Vec::new();
    refused.extend(
        read.faults
            .iter()
            .map(|fault| (fault.row, fault.to_string())),
    );
    for chunk in read.seeds.chunks(CHUNK) {
        let known = match file.dry_run {
            true => known(ctx, chunk).await?,
            false => save(ctx, call, chunk).await?,
        };
        done.imported += u64::try_from(chunk.len() - known.len()).unwrap_or(0);
        let line = |row| {
            (
                row,
                format!("device {row}: its serial number is known already"),
            )
        };
        refused.extend(known.into_iter().map(line));
    }
    refused.sort_by_key(|(row, _)| *row);
    done.refused = refused.into_iter().map(|(_, line)| line).collect();
    Ok(Ok(done))
}

fn read(file: &SeedText) -> Result<SeedFile, TokenRefusal> {
    let text = file.text.expose();
    let is_xml = text
        .trim_start_matches('\u{feff}')
        .trim_start()
        .starts_with('<');
    if !is_xml {
        return Ok(read_csv(text.as_bytes())?);
    }
    let key = file.key.as_ref().map(|key| key_bytes(key.expose()));
    let key = match key {
        Some(None) => return Err(TokenRefusal::Key),
        Some(Some(key)) => Some(key),
        None => None,
    };
    let text = text.trim_start_matches('\u{feff}');
    let key = key.as_ref().map(|key| key.expose().as_slice());
    Ok(read_pskc(text.as_bytes(), key)?)
}

/// 16 or 32 bytes in hexadecimal.
fn key_bytes(text: &str) -> Option<Secret<Vec<u8>>> {
    from_hex(text.trim()).filter(|key| matches!(key.expose().len(), 16 | 32))
}

/// Which rows have a serial number that is known.
async fn known(ctx: &Context, seeds: &[Seed]) -> Result<Vec<u64>, Error> {
    let serials: Vec<_> = seeds
        .iter()
        .map(|seed| (seed.row, seed.serial.clone()))
        .collect();
    let serials = Arc::new(serials);
    let known = ctx.db.read_long(move |tx| {
        let serials = Arc::clone(&serials);
        Box::pin(async move {
            let mut known = Vec::new();
            for (row, serial) in serials.iter() {
                if otp_token_by_serial(tx, serial).await?.is_some() {
                    known.push(*row);
                }
            }
            Ok(known)
        })
    });
    Ok(known.await?)
}

async fn save(ctx: &Context, call: &Call, seeds: &[Seed]) -> Result<Vec<u64>, Error> {
    let tokens = seeds.iter().map(|seed| Ok((seed.row, token(ctx, seed)?)));
    let tokens = tokens.collect::<Result<Vec<_>, Error>>()?;
    let job = Arc::new((ctx.clone(), *call, tokens));
    let saved = ctx.db.write(move |tx| {
        let job = Arc::clone(&job);
        Box::pin(async move {
            let (ctx, call, tokens) = job.as_ref();
            save_chunk(tx, (ctx, call), tokens).await
        })
    });
    Ok(saved.await?)
}

fn token(ctx: &Context, seed: &Seed) -> Result<OtpToken, Error> {
    let now = ctx.now();
    let id = OtpTokenId::new(now, ctx.rng.as_ref());
    let nonce = random::bytes(ctx.rng.as_ref());
    let secret = ctx
        .keys
        .seal()
        .seal(&aad(&id), seed.secret.expose(), nonce)?;
    Ok(OtpToken {
        id,
        serial: seed.serial.clone(),
        manufacturer: seed.manufacturer.clone(),
        secret,
        profile: seed.profile,
        next: seed.next,
        drift: seed.drift,
        state: OtpTokenState::Stock,
        imported_at: now,
        used_at: None,
        warned_at: None,
    })
}

async fn save_chunk(
    tx: &mut Tx<'_>,
    (ctx, call): (&Context, &Call),
    tokens: &[(u64, OtpToken)],
) -> Result<Commit<Vec<u64>>, Rollback> {
    let mut known = Vec::new();
    for (row, token) in tokens {
        if !otp_token_insert(tx, token).await?.is_spent() {
            known.push(*row);
        }
    }
    if known.len() < tokens.len() {
        Record::new(ctx, call, ctx.now(), AuditKind::OtpTokensImported)
            .detail(format!("{} devices", tokens.len() - known.len()))
            .save(tx)
            .await?;
    }
    Ok(Commit(known))
}
