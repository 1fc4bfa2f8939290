### Bokmål. Korte setninger, én tanke i hver. ** ** rundt det som skal utheves.

## Rammen
skip-to-main = Hopp til hovedinnhold
nav-help-and-language = Hjelp og språk
nav-help = Hjelp
nav-language = Språk:
foot-privacy = Personvern
foot-accessibility = Tilgjengelighet
foot-report = Meld fra om feil
title-error = Feil: { $title }
summary-title = Det er et problem
step-of = Trinn { $now } av { $of }
continue = Fortsett
cancel = Avbryt
log-in = Logg inn
try-again = Prøv igjen
what-you-can-do = Dette kan du gjøre
for-the-developer = For deg som utvikler tjenesten
reference-code = Skjer det igjen? Oppgi koden **{ $code }** til brukerstøtten.
support-heading = Brukerstøtte
payroll-heading = De kan hjelpe deg
start-again-at = Start på nytt hos { $service }
start-again-where-you-came-from = Gå tilbake til tjenesten du kom fra, og logg inn på nytt der.
continue-to = Gå til { $service }
back-to = Tilbake til { $service }
cancel-back-to = Avbryt og gå tilbake til { $service }
six-digits-hint = 6 sifre. Du kan gjerne skrive mellomrom.

## Tid
month-1 = januar
month-2 = februar
month-3 = mars
month-4 = april
month-5 = mai
month-6 = juni
month-7 = juli
month-8 = august
month-9 = september
month-10 = oktober
month-11 = november
month-12 = desember
date-day-month = { $day }. { $month }
date-with-year = { $date } { $year }
at-time = kl. { $time }
at-date-and-time = { $date } kl. { $time }
list-and = { $first } og { $last }

## Felt
field-user-id = Bruker-ID
field-password = Passord
field-new-password = Nytt passord
field-new-password-again = Nytt passord en gang til
field-key = Nøkkel til nummer { $number }
field-code = Kode fra e-posten
field-otp = Koden på nøkkelviseren
field-pin = Kode til nummer { $number }
field-sms-code = Kode fra telefonen
field-device-code = Koden på kodebrikken
field-national-id = Fødselsnummer
field-work-email = E-post på jobben

## Lenker
link-get-eid = Slik skaffer du deg elektronisk ID
link-activate = Aktiver en ny elektronisk ID
link-cannot-log-in = Jeg får ikke logget inn
link-other-methods = Velg en annen elektronisk ID
link-forgotten = Jeg har glemt bruker-ID eller passord
link-card-not-here = Jeg har ikke nøkkelkortet her
link-card-lost = Jeg har mistet kortet: sperr det nå
link-home = Til forsiden

## Hvem spør
ctx-logging-in-to = Du logger inn hos
ctx-logging-out-of = Du logger ut fra
ctx-what-we-are = Elektronisk ID
fact-check-address = Sjekk at adressen øverst er **{ $host }**.
fact-never-ask = Vi ringer eller skriver **aldri** for å be om en nøkkel.
fact-never-ask-code = Vi ringer eller skriver **aldri** for å be om koden.
fact-as-user-id = Du logger inn med bruker-ID **{ $user_id }**.
fact-level-low = Tjenesten godtar alle sikkerhetsnivåer.
fact-level-substantial = Tjenesten krever sikkerhetsnivå **betydelig** eller **høyt**.
fact-level-high = Tjenesten krever sikkerhetsnivå **høyt**.
fact-learns = { $service } får vite { $what }. Ikke noe mer.
fact-learns-nothing = { $service } får et tall som bare gjelder der. Den får ikke vite navnet ditt.
learns-name = navnet ditt
learns-national-id = fødselsnummeret ditt
learns-work-email = e-postadressen din på jobben
level-low = lavt
level-substantial = betydelig
level-high = høyt

## Velg elektronisk ID
chooser-title = Velg elektronisk ID
chooser-lead = Velg den du har. Alle fører til samme sted.
chooser-lead-only = Her er det én måte å logge inn på. Trykk på den for å gå videre.
chooser-lead-down = Ingen av måtene å logge inn på svarer akkurat nå. Prøv igjen om noen minutter.
chooser-step-up = Du er logget inn med nivå { $level }. { $service } krever mer.
chooser-last = Brukt sist på denne enheten
chooser-all = Måter å logge inn på
chooser-others = Andre måter å logge inn på
chooser-more = Flere måter å logge inn på
chooser-remember = Husk valget på denne enheten
chooser-remember-hint = Fjern haken på en maskin som andre også bruker. Vi husker bare hvilken elektronisk ID du valgte.
method-level = nivå { $level }
method-below-level = Gir nivå { $level }. Tjenesten krever { $asked }.
method-down = Svarer ikke akkurat nå. Velg en annen, eller prøv igjen om litt.
method-help = Hjelp med { $method }

## Bruker-ID og passord
password-title = Logg inn med bruker‑ID og passord
password-hint = Første gang? Skriv nummeret på velkomstbrevet som bruker-ID, og det midlertidige passordet.
password-missing = Skriv både bruker-ID og passord.
password-mismatch = Bruker-ID og passord passer ikke sammen. Sjekk begge, og prøv igjen.
password-wait = Det har vært for mange feil forsøk. Du kan prøve igjen { $until }.
password-exhausted = Det har vært for mange feil forsøk. Ta kontakt med brukerstøtte for å komme videre.
password-key-spent = Den nøkkelen ble nettopp brukt i en annen innlogging. Skriv bruker-ID og passord på nytt.
letter-expired = Tiden for disse brevene er ute. Ta kontakt med brukerstøtten, så får du nye.
letter-used = Disse brevene er brukt. Logg inn med bruker-ID-en og passordet du valgte.
letter-void = Du har fått nyere brev enn disse. Bruk de nyeste.

## Eget passord
new-password-title = Velg ditt eget passord
new-password-lead = Velg din egen bruker-ID og ditt eget passord. Dem bruker du fra nå av.
new-password-rule-length = Minst { $least } tegn. Langt er bedre enn innviklet.
new-password-rule-words = Flere ord med mellomrom er fint.
new-password-rule-common = Ikke et vanlig passord, og ikke bruker-ID-en din.
new-password-choose = Velg passord
new-password-too-short = Passordet er for kort. Bruk minst { $least } tegn.
new-password-too-long = Passordet er for langt. Bruk høyst { $most } tegn.
new-password-common = Mange andre bruker dette passordet. Velg et annet.
new-password-contains-user-id = Passordet inneholder bruker-ID-en din. Velg et annet.
new-password-contains-name = Passordet inneholder en del av navnet ditt. Velg et annet.
new-password-contains-number = Passordet inneholder fødselsnummeret eller fødselsdatoen din. Velg et annet.
new-password-contains-service = Passordet inneholder navnet på tjenesten eller på Lykill. Velg et annet.
new-password-same = Dette er det midlertidige passordet. Velg et annet.
new-password-differs = De to passordene er ikke like. Skriv det samme i begge feltene.
new-user-id-hint = Behold den, eller skriv en annen: 5 til 64 bokstaver og sifre.
new-user-id-length = En bruker-ID har 5 til 64 tegn. Velg en annen.
new-user-id-character = Bruk bare bokstaver, sifre og tegnene . _ - @. Begynn med en bokstav eller et siffer.
new-user-id-number = En bruker-ID kan ikke ligne et fødselsnummer eller nummeret på et brev. Velg en annen.
new-user-id-taken = Noen andre har denne bruker-ID-en. Velg en annen.
typed-password-strength = Passordet du skrev, er { $word }.
new-password-strength = Det nye passordet ditt er { $word }.
strength-weak = svakt
strength-fair = middels
strength-good = godt
strength-strong = sterkt

## Nøkkelkort
key-title = Skriv nøkkelen fra nøkkelkortet
key-first-title = Skriv den første nøkkelen fra det nye kortet
key-first-lead = Har kort { $card } kommet? Da tar du det i bruk nå.
key-find-number = Finn nummer
key-card = Kort
panel-top = Øverste felt
panel-middle = Midterste felt
panel-bottom = Nederste felt
key-place = { $panel }, kolonne { $column }, rad { $row }. Nøkkelen står til høyre for nummeret.
key-missing = Skriv nøkkelen til nummer { $number } fra kort { $card }.
key-mismatch = Nøkkelen passer ikke til nummer { $number }. Les fra kort { $card }, og prøv igjen.
key-wait = Det har vært for mange feil nøkler. Du kan prøve igjen { $until }.
key-exhausted = Det har vært for mange feil nøkler. Ta kontakt med brukerstøtte for å komme videre.
key-card-blocked = Det andre kortet ble nettopp sperret. Bruk kort { $card } nå.
key-left = **{ $left }** av { $all } nøkler igjen.
key-reorder-at = Vi sender et nytt kort når det er **{ $threshold }** igjen.
key-on-its-way = Et nytt kort er på vei til deg.
key-new-card-arrived = Har det nye kortet **{ $card }** kommet i posten?
key-use-new-card = Bruk det nye kortet
no-card-title = Du har ikke noe nøkkelkort i bruk
no-card = Kortet ditt er sperret eller brukt opp, og det er ikke bestilt noe nytt. Brukerstøtten kan bestille ett til deg.

## Key viewer and code device
number-title = Logg inn med fødselsnummer og passord
number-missing = Skriv både fødselsnummer og passord.
number-mismatch = Fødselsnummer og passord passer ikke sammen. Sjekk begge, og prøv igjen.
number-key-spent = Den koden ble nettopp brukt i en annen innlogging. Skriv fødselsnummer og passord på nytt.
sms-title = Skriv koden som vi har sendt deg
sms-lead = Vi har sendt en kode til telefonen din, **{ $to }**.
sms-missing = Skriv koden som ble sendt til telefonen din, 6 sifre.
sms-mismatch = { $left ->
    [one] Det er ikke den koden. Du har ett forsøk igjen.
   *[other] Det er ikke den koden. Du har { $left } forsøk igjen.
}
sms-older = Det er en eldre kode. Bruk den nyeste, den ble sendt { $sent }.
sms-limit = Du har fått så mange koder som vi kan sende. Du kan be om en ny { $until }.
sms-tries-do = Logg inn på nytt for å få en ny kode.
sms-resend-now = Har du ikke fått koden? Se om telefonen har dekning, eller få en ny kode.
sms-call = Ring meg med koden
no-phone-title = Vi kan ikke sende deg en kode
no-phone = Vi har ikke noe telefonnummer til deg som vi kan sende en kode til. Et nummer som er endret, brukes etter et døgn. Velg en annen elektronisk ID, eller spør brukerstøtten.
pin-title = Skriv koden fra brevet ditt
pin-lead = Ta fram brev **{ $letter }** og finn nummeret i det.
pin-first = Dette er den første koden fra dette brevet. Har du et eldre kodebrev, virker det ikke lenger etter den.
pin-missing = Skriv koden til nummer { $number } fra brev { $letter }.
pin-mismatch = Koden passer ikke til nummer { $number }. Les fra brev { $letter }, og prøv igjen.
pin-blocked = Det andre brevet ble nettopp sperret. Bruk brev { $letter } nå.
pin-new-arrived = Har det nye brevet **{ $letter }** kommet?
pin-use-new = Bruk det nye brevet
pin-left = { $left ->
    [one] 1 kode igjen i brevet.
   *[other] { $left } koder igjen i brevet.
}
pin-lost = Jeg har mistet brevet
no-pin-letter-title = Du har ikke noe kodebrev i bruk
no-pin-letter = Brevet ditt er sperret eller brukt opp, og ikke noe nytt er på vei. Velg en annen elektronisk ID, eller be brukerstøtten om et nytt brev.
otp-title = Skriv inn koden fra nøkkelviseren
otp-lead = Trykk på knappen på nøkkelviseren og skriv inn sifrene som den viser.
otp-serial = Nøkkelviser **{ $serial }**, nummeret står på baksiden.
otp-hint = 6 eller 8 sifre. Mellomrom gjør ingenting.
otp-missing = Skriv inn koden som nøkkelviseren viser, 6 eller 8 sifre.
otp-mismatch = Det er ikke koden som nøkkelviseren din viser nå. Ta en ny kode og prøv igjen.
otp-out-of-step = Blir den nyeste koden avvist gang på gang? Da er nøkkelviseren ute av takt. Brukerstøtten kan rette det.
device-title = Logg inn med kodebrikke
device-missing = Skriv inn fødselsnummer og kode, 6 eller 8 sifre.
device-mismatch = Fødselsnummer og kode stemmer ikke. Ta en ny kode og prøv igjen.
device-password-title = Skriv inn passordet ditt
device-password-missing = Skriv inn passordet.
device-password-mismatch = Passordet er feil. Se etter og prøv igjen.
no-viewer-title = Du har ingen nøkkelviser i bruk
no-viewer = Velg nøkkelkortet for å logge inn. Brukerstøtten kan gi deg en nøkkelviser.

## Koble konto
link-title = Koble til e-posten din på jobben
link-lead = { $company } vil vite at det er du som logger inn. Vi sender en kode på 6 sifre til adressen under.
link-email-hint = Adressen kommer fra { $company }. Du kan ikke endre den her.
link-send = Send e-post
link-no-access = Kommer du ikke inn i den e-posten?
link-no-access-do = Ta kontakt med lønnsavdelingen. De kan endre adressen, og så starter du på nytt her.
link-limit = Du har fått så mange e-poster som vi kan sende. Du kan be om en ny { $until }.
fact-link-once = Dette gjør du bare én gang.
code-title = Skriv koden fra e-posten
code-lead = Vi har sendt en kode til **{ $email }**.
code-valid-until = { $minutes ->
    [one] Koden gjelder til { $until } (1 minutt).
   *[other] Koden gjelder til { $until } ({ $minutes } minutter).
}
code-has-ended = Koden gikk ut { $ended }. Be om en ny.
link-account = Koble konto
code-missing = Skriv koden som ble sendt til { $email }.
code-mismatch = { $left ->
    [one] Koden stemmer ikke. Se i den nyeste e-posten, den kom { $sent }. Du har 1 forsøk igjen.
   *[other] Koden stemmer ikke. Se i den nyeste e-posten, den kom { $sent }. Du har { $left } forsøk igjen.
}
code-expired = Den koden gikk ut { $ended }. Be om en ny kode under.
code-older = Det er en eldre kode. Bruk koden i den nyeste e-posten, den kom { $sent }.
code-tries = Det har vært for mange feil koder. Denne koden virker ikke lenger.
code-tries-do = Logg inn på nytt for å få en ny kode. Ingenting er koblet ennå.
resend = Send ny kode
resend-now = Har du ikke fått koden? Se i søppelposten, eller få en ny.
resend-from = Har du ikke fått koden? Du kan få en ny fra { $from }.
linked-title = Kontoen er koblet
linked-lead = Hos **{ $company }** er du nå koblet til **{ $email }**.
linked-next-time = Neste gang
linked-next-time-text = Neste gang logger du bare inn med elektronisk ID. Da kommer du rett til { $service }.
home-screen-title = Legg tjenesten på hjemskjermen
home-screen-lead = Da finner du lett tilbake til { $service } på telefonen.
home-screen-iphone = iPhone
home-screen-android = Android
home-screen-open = Åpne { $service } i nettleseren.
home-screen-iphone-share = Trykk på **Del**, firkanten med en pil opp.
home-screen-iphone-add = Velg **Legg til på Hjem-skjerm**.
home-screen-android-menu = Trykk på **menyen**, de tre prikkene øverst.
home-screen-android-add = Velg **Legg til på startsiden**.
conflict-other-title = Du er alt koblet til en annen adresse
conflict-other = Hos { $company } er du koblet til { $email }. Du kan ha én adresse om gangen hos hver arbeidsgiver.
conflict-taken-title = Denne e-posten er alt koblet
conflict-taken = Adressen som { $company } har registrert på deg, er alt koblet til en elektronisk ID.
conflict-none-title = Arbeidsgiveren har deg ikke i registeret
conflict-none = Vi finner deg ikke blant de ansatte hos { $company }.
conflict-do = Ta kontakt med lønnsavdelingen. De kan rette opplysningene, og så starter du på nytt.

## Det går ikke her
network-outside-title = Logg inn utenfor jobbnettverket
network-outside = { $service } kan bare åpnes utenfor jobbnettverket. Nå er du inne på det.
network-mobile-data = Slå av Wi-Fi på telefonen, og bruk mobildata.
network-from-home = Eller logg inn hjemmefra.
network-inside-title = Logg inn fra jobbnettverket
network-inside = { $service } kan bare åpnes fra jobbnettverket. Nå er du utenfor det.
network-at-work = Logg inn når du er på jobb.
network-vpn = Eller koble til jobbens VPN først.
young-title = Du må ha fylt { $from_age } år
young = Du er { $age } år. Hos { $service } virker den elektroniske ID-en din fra du er { $from_age }.
young-from = Fra { $from } virker den her.
bank-look = I banken kan du se på kontoene dine, men ikke betale eller signere.
no-number-title = Du trenger et fødselsnummer
no-number = { $service } må vite fødselsnummeret ditt. Den elektroniske ID-en din har ikke noe.
bank-only = I banken kan du bruke den som før.
no-number-later = Får du et fødselsnummer, må du si fra til brukerstøtten.
level-title = Tjenesten krever et høyere nivå
level-reached = { $service } krever sikkerhetsnivå { $asked }. Du logget inn med nivå { $level }.
level-none = { $service } krever sikkerhetsnivå { $asked }. Ingen av metodene her gir det nivået.
level-ask-service = Spør tjenesten om en annen måte å komme inn på.
level-use = Logg inn med { $method }. Den gir nivå { $asked }.
level-proofing = Få identiteten din sjekket på nytt, slik nivå { $asked } krever. Brukerstøtten sier hvordan.
gone-expired-title = Innloggingen er over
gone-expired = Det gikk for lang tid, eller siden var et gammelt bokmerke. Ingenting er gått tapt.
gone-finished-title = Du er ferdig her
gone-finished = Denne innloggingen er gjort. Du ble sendt videre til tjenesten.
gone-other-title = Innloggingen er åpen i en annen nettleser
gone-other = Denne siden hører til en innlogging i en annen nettleser. Fortsett der, eller start på nytt her.
cookies-title = Nettleseren tar ikke imot informasjonskapsler
cookies = Vi bruker én informasjonskapsel mens du logger inn. Uten den vet ikke { $host } at det fremdeles er deg.
cookies-allow = Tillat informasjonskapsler for { $host } i innstillingene.
cookies-private = Eller prøv en annen nettleser.
form-post-title = Ett trinn igjen
form-post-lead = Trykk på knappen for å gå tilbake til { $service }.

client-error-title = Vi kan ikke sende deg tilbake
client-error = Tjenesten du kom fra, spurte oss på en måte som vi ikke kan svare på.
client-error-do = Ingenting er gått tapt. Gå tilbake til tjenesten, og si fra til dem.
fault-client-missing = Forespørselen mangler client_id.
fault-client-unknown = Ingen klient er registrert med denne verdien av client_id.
fault-redirect-missing = Forespørselen mangler redirect_uri.
fault-redirect-not-registered = Verdien av redirect_uri er ikke registrert for klienten. Den må være helt lik, tegn for tegn.
fault-request-unknown = Forespørselen bak request_uri er brukt før, er utløpt eller er ukjent.
fault-parameter-twice = En parameter står to ganger i forespørselen.
fault-unreadable = Forespørselen kan ikke leses.
fault-logout-not-registered = Adressen i post_logout_redirect_uri er ikke registrert, eller klienten er ukjent.

## Logg ut
logout-title = Vil du logge ut?
logout-lead = Da blir du logget ut av { $brand }. Neste tjeneste spør deg på nytt.
logout-do = Logg ut
logout-stay = Bli innlogget
logged-out-title = Du er logget ut
logged-out = Bruker du en felles maskin? Lukk nettleseren også.
logged-out-none = Du var ikke logget inn her.
stayed-title = Du er fremdeles logget inn
stayed = Ingenting er endret.

## Feil
bad-request-title = Vi forstod ikke det
bad-request = Nettleseren sendte noe som vi ikke kan lese. Gå tilbake, og prøv igjen.
old-form-title = Siden var for gammel
old-form = Siden hadde ligget for lenge, eller den kom fra et annet sted. Åpne den på nytt, og prøv igjen.
not-found-title = Siden finnes ikke
not-found = Sjekk adressen, eller gå til forsiden.
wrong-method-title = Slik kan siden ikke åpnes
wrong-method = Gå tilbake, og bruk knappen på siden.
too-large-title = Det ble for mye
too-large = Det du sendte, er større enn vi tar imot. Gå tilbake, og skriv kortere.
busy-title = Det er kø akkurat nå
busy = Mange logger inn samtidig. Vent et halvt minutt, og prøv igjen.
internal-title = Noe gikk galt hos oss
internal = Det er ikke din feil, og ingenting er gått tapt. Prøv igjen om litt.

## Mistet kort
lost-title = Sperr nøkkelkortet eller kodebrevet nå
lost = Verken kort eller brev virker uten passordet ditt. Sperr det likevel med en gang.
lost-contact = Ring eller skriv til brukerstøtten. Du trenger ikke å logge inn.
lost-say = Oppgi bruker-ID-en din, og nummeret på kortet eller brevet hvis du vet det.
lost-new-card = Spør hvordan du får et nytt.
lost-never = Vi spør aldri om passordet ditt, om en nøkkel eller om en kode.

## Forsiden
home-title = { $brand }: elektronisk ID
home-lead = Med én elektronisk ID logger du inn hos mange tjenester.
home-log-in-title = Slik logger du inn
home-log-in = Start hos tjenesten du skal bruke. Den sender deg hit og tilbake igjen.
home-check-title = Sjekk adressen
home-check = Skriv passord og nøkler bare når adressen øverst er { $host }.

## Hjelp
help-title = Hjelp
help-lead = Det meste du trenger å vite, står her.
help-steps-title = To trinn
help-steps = Først skriver du bruker-ID og passord. Så viser vi et nummer, og du skriver nøkkelen som står ved det på nøkkelkortet.
help-key-title = Nøkkelkortet
help-key = Kortet har 148 nøkler, og hver virker én gang. Når det er få igjen, sender vi et nytt av oss selv.
help-link-title = Koble til jobben
help-link = Første gang hos en arbeidsgiver sender vi en kode til e-posten din på jobben. Koden gjelder i 5 minutter.
help-safe-title = Slik er du trygg
help-safe = Ikke ta bilde av kortet. Ikke gi nøkler til noen. Sjekk alltid at adressen er { $host }.

## Skaff deg elektronisk ID
get-title = Slik skaffer du deg elektronisk ID
get-lead = { $brand } er for alle som har fylt 13 år.
get-who-title = Hvem kan få den?
get-who = Fra 15 år med fødselsnummer virker den overalt. Fra 13 til 15 år kan du bare se i banken. Uten fødselsnummer virker den bare i banken.
get-how-title = Slik bestiller du
get-how = Ta kontakt med brukerstøtten. De sjekker hvem du er. Så får du tre brev: et velkomstbrev, et midlertidig passord og nøkkelkortet.
get-first-title = Første gang
get-first = Skriv nummeret på velkomstbrevet og det midlertidige passordet. Velg din egen bruker-ID og ditt eget passord. Skriv så den første nøkkelen fra kortet.

activate-title = Aktiver din elektroniske ID
activate-lead = Ha tre brev klare: velkomstbrevet, det midlertidige passordet og nøkkelkortet.
activate-start = Begynn
activate-how-title = Slik går det
activate-how = Skriv nummeret på velkomstbrevet som bruker-ID, og det midlertidige passordet. Velg din egen bruker-ID og ditt eget passord. Skriv så den første nøkkelen fra kortet. Du kan stoppe når som helst og begynne på nytt: Ingenting er brukt opp før den første nøkkelen.
activate-card-title = Nøkkelkortet har ikke kommet
activate-card = Vent på det. Hvert brev sendes på sin egen dag. Brevene kan brukes i 60 dager.
activate-lost-title = Du har mistet et brev, eller noen hadde åpnet det
activate-lost = Ta kontakt med brukerstøtten. Du får nye brev, og de gamle virker ikke lenger.
activate-old-title = Brevene er mer enn 60 dager gamle
activate-old = Ta kontakt med brukerstøtten. Du får nye brev til adressen vi har.
activate-used-title = Brevene virker ikke lenger
activate-used = De virker én gang. Etter fem feil forsøk virker de heller ikke. Har du aktivert før? Logg inn med din egen bruker-ID og ditt eget passord.
activated-title = Din elektroniske ID er klar
activated-lead = Den er aktivert. Kast de to brevene, og ta vare på nøkkelkortet.
activated-next-title = Hva nå?
activated-next = Gå til tjenesten du vil bruke, og logg inn der med bruker-ID, passord og nøkkelkort.

## Jeg får ikke logget inn
cannot-title = Jeg får ikke logget inn
cannot-lead = Finn det som passer, og gjør det som står der.
cannot-password-title = Jeg har glemt bruker-ID eller passord
cannot-password = Ta kontakt med brukerstøtten. De sjekker hvem du er, og sender et midlertidig passord i posten.
cannot-key-title = Jeg har ikke nøkkelkortet, eller nummeret er uleselig
cannot-key = Velg en annen elektronisk ID hvis tjenesten tilbyr det. Ellers kan brukerstøtten sende et nytt kort.
cannot-wait-title = Det står at jeg må vente
cannot-wait = Etter flere feil forsøk må du vente litt. Siden sier når du kan prøve igjen.
cannot-code-title = E-posten med koden kommer ikke
cannot-code = Se i søppelposten. Etter et halvt minutt kan du be om en ny kode. Er adressen feil, må lønnsavdelingen rette den.
cannot-network-title = Det virker ikke på jobben
cannot-network = Noen arbeidsgivere tillater bare innlogging utenfor jobbnettverket. Bruk mobildata, eller logg inn hjemmefra.

## Personvern
privacy-title = Personvern
privacy-lead = Vi lagrer bare det som trengs for å vite at det er deg.
privacy-what-title = Dette lagrer vi
privacy-what = Navn, fødselsdato, fødselsnummer hvis du har det, og hvordan vi når deg. Vi lagrer også når og hvor du har logget inn.
privacy-share-title = Dette får tjenestene
privacy-share = Hver tjeneste får bare det som står på siden der du velger elektronisk ID. Tjenestene kan ikke kjenne deg igjen hos hverandre.
privacy-cookies-title = Informasjonskapsler
privacy-cookies = Én holder innloggingen i gang. Én kjenner igjen enheten din etter at du har logget inn. Én husker hvilken elektronisk ID du valgte, hvis du vil det. Ingen følger deg til andre steder.
privacy-rights-title = Dine rettigheter
privacy-rights = Du kan få se, rette og få slettet opplysninger om deg. Ta kontakt med brukerstøtten.

## Tilgjengelighet
access-title = Tilgjengelighet
access-lead = Alle skal kunne logge inn, også uten mus, med forstørrelse eller med skjermleser.
access-how-title = Slik er sidene laget
access-how = De følger WCAG 2.2 på nivå AA. De virker uten skript, med bare tastatur, i lyst og mørkt utseende og på små skjermer.
access-tested-title = Slik prøver vi dem
access-tested = Hver side i hver tilstand prøves med et automatisk verktøy før den tas i bruk.
access-cards-title = Nøkkelkortet i andre utgaver
access-cards = Du kan få nøkkelkortet i stor skrift, i punktskrift eller som tekst som leses opp. Be brukerstøtten om det.

## Meld fra
report-title = Meld fra om feil
report-lead = Virker noe ikke, eller er noe vanskelig å forstå? Si fra.
report-what-title = Dette hjelper oss
report-what = Fortell hva du ville gjøre, hva som hendte, og når. Står det en kode på siden, tar du den med. Skriv aldri passord eller nøkler.
report-misuse-title = Har noen brukt ID-en din?
report-misuse = Ring brukerstøtten med en gang. De sperrer kortet mens du venter.

## Bare i demoen
demo-title = Prøv elektronisk ID
demo-lead = Alt her virker på ordentlig på din egen maskin. Personene er oppdiktet.
demo-open-portal = Åpne { $portal }
demo-open-post = Les posten
demo-tour-title = Slik prøver du
demo-tour-1 = Åpne **{ $portal }**, og trykk på Logg inn.
demo-tour-2 = Velg **nøkkelkort** som elektronisk ID.
demo-tour-3 = Skriv **bruker-ID og passord** til en person under.
demo-tour-4 = Finn nøkkelkortet i **posten**, og skriv nøkkelen til nummeret.
demo-tour-5 = Send koden, og hent den i **posten**.
demo-tour-6 = Logg ut og inn igjen. **Andre gang** er det ingen kobling.
demo-people-title = Personer å prøve med
demo-note-ready = Har alt. Begynn her: logg inn på Min lønn med nøkkelkortet i posten.
demo-note-low-card = Har 21 nøkler igjen: neste innlogging bestiller et nytt kort, som kommer i posten.
demo-note-not-activated = Ny: det midlertidige passordet og nøkkelkortet ligger ubrukt i posten.
demo-note-teen = Er 14 år: blir avvist hos en arbeidsgiver, slipper inn i banken.
demo-note-no-number = Har ikke fødselsnummer: blir avvist hos en arbeidsgiver, slipper inn i banken.
demo-note-two-employers = Jobber i Fjordvik kommune og i Havn Bygg (ingrid.moe@havnbygg.example): hver arbeidsgiver har sin egen kobling.
demo-post-of = Posten til { $name }
post-title = Posten
post-lead = Her havner alt demoen sender: e-poster, brev og nøkkelkort.
post-reload = Se etter ny post
post-back = Tilbake til start
post-whose = Hvem sin post
post-everybody = Alle
post-delivered = Levert
post-empty = Det er ikke kommet noe ennå.
post-keys = Vis alle nøklene
post-about = { $kind } til { $to }, { $at }
post-email = E-post
post-sms = SMS
post-letter = Brev
post-key-card = Nøkkelkort
post-key-viewer = Nøkkelviser
post-code-device = Kodebrikke

## Innlogging med kort
card-away-title = Ha { $method } klar
card-away = Sett kortet i leseren, eller sett inn USB-nøkkelen. Når du går videre, spør nettleseren hvilket sertifikat du vil bruke: Velg det som er for innlogging, og skriv PIN-koden.
card-go = Bruk kortet
card-shown-title = Kortet ditt er lest
card-shown = Skjer det ingenting, kan du velge elektronisk ID på nytt.
card-failed-title = Du er ikke logget inn
card-nothing = Nettleseren viste ikke noe sertifikat. Står kortet i leseren, og kjenner maskinen din det? Hvis du avbrøt, må du lukke alle vinduene i nettleseren og prøve igjen: Den husker det.
card-ended = Sertifikatet på kortet er utløpt. Bestill et nytt kort hos den som utstedte det, eller velg en annen elektronisk ID.
card-revoked = Sertifikatet på kortet er sperret. Spør den som utstedte det, eller velg en annen elektronisk ID.
card-untrusted = Dette sertifikatet er ikke fra { $method }. Hvis nettleseren viste flere, lukk alle vinduene i den, prøv igjen og velg et annet.
card-wrong-use = Dette sertifikatet er ikke for innlogging. Et kort har ofte to: Lukk alle vinduene i nettleseren, prøv igjen og velg det andre.
card-down = Den som utstedte kortet, svarer ikke, så ingen vet om det er sperret. Prøv igjen om litt, eller velg en annen elektronisk ID.
card-level = Dette kortet når ikke nivået som tjenesten krever. Velg en annen elektronisk ID.
card-unknown = Kortet ditt er i orden, men her vet vi ikke hvem det tilhører. Velg en annen elektronisk ID, eller spør brukerstøtten.
card-late = Det tok for lang tid. Prøv igjen: Kortet må leses innen ett minutt.

## Innlogging et annet sted
upstream-away-title = Logg inn hos { $method }
upstream-away = Du er på vei til { $method }. Logg inn der, så kommer du tilbake hit.
upstream-go = Gå til { $method }
upstream-answered-title = Svaret fra { $method } sjekkes
upstream-answered = Det tar noen sekunder. Skjer det ingenting, kan du velge elektronisk ID på nytt.
upstream-failed-title = Du er ikke logget inn
upstream-declined = { $method } logget deg ikke inn. Kanskje avbrøt du der.
upstream-down-title = { $method } svarer ikke
upstream-down = { $method } kan ikke brukes akkurat nå. Velg en annen elektronisk ID, eller prøv igjen om litt.
upstream-wrong = Svaret fra { $method } er ikke til å stole på, så det ble ikke brukt. Prøv på nytt.
upstream-level = Innloggingen hos { $method } ga ikke nivået som tjenesten krever.
upstream-unknown = { $method } kjenner deg, men her vet vi ikke hvem du er hos dem. Velg en annen elektronisk ID.
upstream-choose-again = Velg elektronisk ID på nytt

## Passnøkler
link-passkeys = Passnøklene dine
passkey-title = Logg inn med passnøkkel
passkey-lead = Enheten din ber om finger, ansikt eller PIN. Du skriver ingenting her.
passkey-hint = Enheten din spør hvem du er.
passkey-use = Bruk passnøkkel
passkey-instead-title = Uten å skrive av
passkey-no-script = Dette trenger JavaScript, og det er slått av i nettleseren din. Slå det på, eller velg en annen måte.
passkey-cannot = Passnøkler kan ikke brukes her. Velg en annen måte å logge inn på.
passkey-nothing = Det kom ingenting fra enheten din. Prøv igjen, eller velg en annen måte.
passkey-refused = Denne passnøkkelen kan ikke brukes her. Prøv igjen, eller velg en annen måte.
passkey-late = Det gikk mer enn fem minutter. Prøv igjen.
passkey-waits = Passnøkkelen er ny. Du kan bruke den fra { $until }.
passkey-copied = Det kan finnes en kopi av passnøkkelen. Derfor ble den ikke brukt. Ring brukerstøtten.
passkeys-title = Passnøklene dine
passkeys-lead = Med en passnøkkel logger du inn med finger, ansikt eller PIN på din egen enhet.
passkeys-nobody = Logg inn, så ser du passnøklene dine og kan legge til en.
passkeys-log-in = Logg inn
passkeys-none = Du har ingen passnøkkel ennå.
passkeys-added = Lagt til { $at }.
passkeys-used = Sist brukt { $at }.
passkeys-waits = Kan brukes fra { $until }.
passkeys-remove = Fjern
passkeys-remove-this = Fjern { $label }
passkeys-add-title = Legg til en passnøkkel
passkeys-label = Hva kaller du den?
passkeys-label-hint = For eksempel «Telefonen min».
passkeys-label-missing = Skriv hva du kaller passnøkkelen, med høyst 60 tegn.
passkeys-wait = Vi sier fra til deg når en ny passnøkkel er lagt til. Kan den ikke brukes med en gang, står det her når den kan.
passkeys-add = Legg til passnøkkel
passkeys-no-script = For å legge til en passnøkkel må JavaScript være slått på i nettleseren din.
passkeys-again = Vil du legge til en passnøkkel? Logg inn på nytt først.
passkeys-full = Du har ti passnøkler eller har lagt til ti på et døgn. Fjern en, eller vent til i morgen.
passkeys-known = Denne enheten har en passnøkkel her fra før.
passkeys-not-taken = Svaret fra enheten kan ikke brukes. Prøv igjen, eller ta en annen enhet.
passkeys-gone = Passnøkkelen er alt fjernet.
passkey-stop-title = Var det ikke deg?
passkey-stop-lead = Stopp passnøkkelen «{ $label }» hvis du ikke la den til. Da logger ingen inn med den.
passkey-stop-do = Stopp passnøkkelen
passkey-stopped-title = Passnøkkelen er stoppet
passkey-stopped = Ingen logger inn med den. Noen kan kjenne passordet ditt, så ring brukerstøtten.
passkey-stop-unknown-title = Lenken er ikke kjent
passkey-stop-unknown = Åpne lenken fra meldingen på nytt, eller ring brukerstøtten.
