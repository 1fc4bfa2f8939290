//! What `/metrics` tells, in the Prometheus text format. No label ever holds what a caller chose.

use lykill_core::Receipt;
use lykill_delivery::Counters;
use lykill_operations::{Context, job, key, receipt};
use lykill_store::{OutboxState, outbox_counts};
use lykill_web::{LoginOutcome, Observer};
use prometheus_client::encoding::EncodeLabelSet;
use prometheus_client::encoding::text::encode;
use prometheus_client::metrics::counter::Counter;
use prometheus_client::metrics::family::Family;
use prometheus_client::metrics::gauge::Gauge;
use prometheus_client::metrics::histogram::Histogram;
use prometheus_client::registry::{Registry, Unit};
use std::sync::Arc;
use std::time::Duration;

/// Upper bounds of the buckets, in seconds: from a page out of memory to a hash in a queue.
const BUCKETS_SECONDS: [f64; 11] = [
    0.000_5, 0.001, 0.002_5, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 1.0, 5.0,
];

/// A request, as it is counted.
#[derive(Debug, Clone, PartialEq, Eq, Hash, EncodeLabelSet)]
struct RequestLabels {
    route: String,
    method: &'static str,
    status: u16,
}

/// The route of a request whose time is measured.
#[derive(Debug, Clone, PartialEq, Eq, Hash, EncodeLabelSet)]
struct RouteLabels {
    route: String,
}

/// A row's state or a job's outcome.
#[derive(Debug, Clone, PartialEq, Eq, Hash, EncodeLabelSet)]
struct StateLabels {
    state: &'static str,
}

/// A print queue.
#[derive(Debug, Clone, PartialEq, Eq, Hash, EncodeLabelSet)]
struct QueueLabels {
    queue: &'static str,
}

/// What came of a login's step.
#[derive(Debug, Clone, PartialEq, Eq, Hash, EncodeLabelSet)]
struct OutcomeLabels {
    outcome: &'static str,
}

/// What a key of the server is for.
#[derive(Debug, Clone, PartialEq, Eq, Hash, EncodeLabelSet)]
struct PurposeLabels {
    purpose: &'static str,
}

/// The numbers of this process. Clones share them.
#[derive(Debug, Clone)]
pub struct Metrics {
    registry: Arc<Registry>,
    requests: Family<RequestLabels, Counter>,
    seconds: Family<RouteLabels, Histogram>,
    logins: Family<OutcomeLabels, Counter>,
    outbox: Family<StateLabels, Gauge>,
    deliveries: Family<StateLabels, Gauge>,
    prints: Family<QueueLabels, Gauge>,
    stuck_prints: Family<QueueLabels, Gauge>,
    texts: Family<StateLabels, Gauge>,
    text_alarm: Gauge,
    hash_queue: Gauge,
    key_days: Family<PurposeLabels, Gauge>,
    key_alarm: Family<PurposeLabels, Gauge>,
    failures: Gauge,
    spray_alarm: Gauge,
}

impl Default for Metrics {
    fn default() -> Self {
        let seconds = Family::<RouteLabels, Histogram>::new_with_constructor(|| {
            Histogram::new(BUCKETS_SECONDS)
        });
        let mut metrics = Self {
            registry: Arc::default(),
            requests: Family::default(),
            seconds,
            logins: Family::default(),
            outbox: Family::default(),
            deliveries: Family::default(),
            prints: Family::default(),
            stuck_prints: Family::default(),
            texts: Family::default(),
            text_alarm: Gauge::default(),
            hash_queue: Gauge::default(),
            key_days: Family::default(),
            key_alarm: Family::default(),
            failures: Gauge::default(),
            spray_alarm: Gauge::default(),
        };
        metrics.registry = Arc::new(metrics.register());
        metrics
    }
}

impl Metrics {
    fn register(&self) -> Registry {
        let mut registry = Registry::with_prefix("lykill");
        registry.register(
            "http_requests",
            "Requests that were answered",
            self.requests.clone(),
        );
        registry.register_with_unit(
            "http_request",
            "Time from a request's head to its answer's head",
            Unit::Seconds,
            self.seconds.clone(),
        );
        registry.register(
            "logins",
            "Logins by what came of a step",
            self.logins.clone(),
        );
        registry.register(
            "outbox_rows",
            "Rows of the outbox by state",
            self.outbox.clone(),
        );
        registry.register(
            "deliveries",
            "Deliveries of this process since its start, by outcome",
            self.deliveries.clone(),
        );
        registry.register(
            "print_jobs",
            "Print jobs that wait for their acknowledgement",
            self.prints.clone(),
        );
        registry.register(
            "print_jobs_stuck",
            "Print jobs that wait for it longer than print.alarm_hours",
            self.stuck_prints.clone(),
        );
        registry.register(
            "hash_queue",
            "Passwords that wait to be hashed at this moment",
            self.hash_queue.clone(),
        );
        registry.register(
            "key_days_left",
            "Days until the key in use reaches its greatest age",
            self.key_days.clone(),
        );
        registry.register(
            "key_alarm",
            "30, 14, 7 or 1 when no more days are left and no successor is on its way, else 0",
            self.key_alarm.clone(),
        );
        registry.register(
            "stranger_failures",
            "Refused passwords of strangers, all nodes together, that still count",
            self.failures.clone(),
        );
        registry.register(
            "spray_alarm",
            "1 while so many strangers fail that somebody may be spraying passwords",
            self.spray_alarm.clone(),
        );
        self.register_texts(&mut registry);
        registry
    }

    fn register_texts(&self, registry: &mut Registry) {
        registry.register(
            "text_messages",
            "Text messages of the last 24 hours by what the gateway told of them",
            self.texts.clone(),
        );
        registry.register(
            "text_messages_alarm",
            "1 while so many text messages do not arrive that something is wrong",
            self.text_alarm.clone(),
        );
    }

    /// All numbers as text; those of outbox and hash pool are asked for now.
    pub async fn text(&self, ctx: &Context, delivered: &Counters) -> String {
        self.hash_queue
            .set(i64::try_from(ctx.hasher.waiting()).unwrap_or(i64::MAX));
        self.count_outbox(ctx).await;
        self.tell_ages(ctx).await;
        self.tell_failures(ctx).await;
        self.count_prints(ctx).await;
        self.count_texts(ctx).await;
        let counts = delivered.read();
        for (state, count) in [
            ("delivered", counts.delivered),
            ("retried", counts.retried),
            ("dead", counts.dead),
            ("expired", counts.expired),
        ] {
            set(&self.deliveries, state, count);
        }
        let mut text = String::new();
        if let Err(error) = encode(&mut text, &self.registry) {
            tracing::error!(%error, "metrics cannot be written");
        }
        text
    }

    async fn tell_ages(&self, ctx: &Context) {
        match key::ages(ctx).await {
            Ok(ages) => {
                for age in ages {
                    let labels = PurposeLabels {
                        purpose: age.purpose,
                    };
                    self.key_days.get_or_create(&labels).set(age.days_left);
                    let alarm = age.alarm().unwrap_or(0);
                    self.key_alarm.get_or_create(&labels).set(alarm);
                }
            }
            Err(error) => tracing::warn!(%error, "the age of keys cannot be told"),
        }
    }

    async fn tell_failures(&self, ctx: &Context) {
        match lykill_operations::login::alarm(ctx).await {
            Ok((failures, is_alarm)) => {
                self.failures.set(i64::from(failures));
                self.spray_alarm.set(i64::from(is_alarm));
            }
            Err(error) => tracing::warn!(%error, "the failures cannot be counted"),
        }
    }

    async fn count_prints(&self, ctx: &Context) {
        match job::print_load(ctx).await {
            Ok(loads) => {
                for load in loads {
                    let labels = QueueLabels {
                        queue: load.queue.word(),
                    };
                    let count = |count| i64::try_from(count).unwrap_or(i64::MAX);
                    self.prints.get_or_create(&labels).set(count(load.queued));
                    self.stuck_prints
                        .get_or_create(&labels)
                        .set(count(load.stuck));
                }
            }
            Err(error) => tracing::warn!(%error, "the print queues cannot be counted"),
        }
    }

    async fn count_texts(&self, ctx: &Context) {
        match receipt::load(ctx).await {
            Ok(Some(receipts)) => {
                for (receipt, count) in [
                    (Receipt::Delivered, receipts.delivered),
                    (Receipt::Failed, receipts.failed),
                    (Receipt::Unknown, receipts.unknown),
                ] {
                    set(&self.texts, receipt.word(), count);
                }
                self.text_alarm.set(i64::from(receipts.is_alarm()));
            }
            Ok(None) => {}
            Err(error) => tracing::warn!(%error, "the receipts cannot be counted"),
        }
    }

    async fn count_outbox(&self, ctx: &Context) {
        let counts = ctx
            .db
            .read_long(|tx| Box::pin(async move { outbox_counts(tx).await }));
        match counts.await {
            Ok(counts) => {
                for state in OutboxState::ALL {
                    let count = counts.iter().find(|(counted, _)| *counted == state);
                    set(
                        &self.outbox,
                        state.word(),
                        count.map_or(0, |(_, count)| *count),
                    );
                }
            }
            Err(error) => tracing::warn!(%error, "the outbox cannot be counted"),
        }
    }
}

impl Observer for Metrics {
    fn request(&self, method: &'static str, route: &str, status: u16, elapsed: Duration) {
        let labels = RequestLabels {
            route: route.to_owned(),
            method,
            status,
        };
        self.requests.get_or_create(&labels).inc();
        let labels = RouteLabels {
            route: route.to_owned(),
        };
        self.seconds
            .get_or_create(&labels)
            .observe(elapsed.as_secs_f64());
    }

    fn login(&self, outcome: LoginOutcome) {
        self.logins
            .get_or_create(&OutcomeLabels {
                outcome: outcome.word(),
            })
            .inc();
    }
}

fn set(gauge: &Family<StateLabels, Gauge>, state: &'static str, count: u64) {
    let count = i64::try_from(count).unwrap_or(i64::MAX);
    gauge.get_or_create(&StateLabels { state }).set(count);
}
