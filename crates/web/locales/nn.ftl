### Nynorsk. Korte setningar, éin tanke i kvar. ** ** rundt det som skal uthevast.

## Ramma
skip-to-main = Hopp til hovudinnhaldet
nav-help-and-language = Hjelp og språk
nav-help = Hjelp
nav-language = Språk:
foot-privacy = Personvern
foot-accessibility = Tilgjenge
foot-report = Meld frå om feil
title-error = Feil: { $title }
summary-title = Det er eit problem
step-of = Steg { $now } av { $of }
continue = Hald fram
cancel = Avbryt
log-in = Logg inn
try-again = Prøv igjen
what-you-can-do = Dette kan du gjere
for-the-developer = For deg som utviklar tenesta
reference-code = Skjer det igjen? Oppgje koden **{ $code }** til brukarstøtta.
support-heading = Brukarstøtte
payroll-heading = Dei kan hjelpe deg
start-again-at = Start på nytt hos { $service }
start-again-where-you-came-from = Gå tilbake til tenesta du kom frå, og logg inn på nytt der.
continue-to = Gå til { $service }
back-to = Tilbake til { $service }
cancel-back-to = Avbryt og gå tilbake til { $service }
six-digits-hint = 6 siffer. Du kan gjerne skrive mellomrom.

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
field-user-id = Brukar-ID
field-password = Passord
field-new-password = Nytt passord
field-new-password-again = Nytt passord ein gong til
field-key = Nøkkel til nummer { $number }
field-code = Kode frå e-posten
field-otp = Koden på nøkkelvisaren
field-pin = Kode til nummer { $number }
field-sms-code = Kode frå telefonen
field-device-code = Koden på kodebrikka
field-national-id = Fødselsnummer
field-work-email = E-post på jobben

## Lenkjer
link-get-eid = Slik skaffar du deg elektronisk ID
link-activate = Aktiver ein ny elektronisk ID
link-cannot-log-in = Eg får ikkje logga inn
link-other-methods = Vel ein annan elektronisk ID
link-forgotten = Eg har gløymt brukar-ID eller passord
link-card-not-here = Eg har ikkje nøkkelkortet her
link-card-lost = Eg har mista kortet: sperr det no
link-home = Til framsida

## Kven spør
ctx-logging-in-to = Du loggar inn hos
ctx-logging-out-of = Du loggar ut frå
ctx-what-we-are = Elektronisk ID
fact-check-address = Sjekk at adressa øvst er **{ $host }**.
fact-never-ask = Vi ringjer eller skriv **aldri** for å be om ein nøkkel.
fact-never-ask-code = Vi ringjer eller skriv **aldri** for å be om koden.
fact-as-user-id = Du loggar inn med brukar-ID **{ $user_id }**.
fact-level-low = Tenesta godtek alle tryggleiksnivå.
fact-level-substantial = Tenesta krev tryggleiksnivå **betydeleg** eller **høgt**.
fact-level-high = Tenesta krev tryggleiksnivå **høgt**.
fact-learns = { $service } får vite { $what }. Ikkje noko meir.
fact-learns-nothing = { $service } får eit tal som berre gjeld der. Tenesta får ikkje vite namnet ditt.
learns-name = namnet ditt
learns-national-id = fødselsnummeret ditt
learns-work-email = e-postadressa di på jobben
level-low = lågt
level-substantial = betydeleg
level-high = høgt

## Vel elektronisk ID
chooser-title = Vel elektronisk ID
chooser-lead = Vel den du har. Alle fører til same stad.
chooser-lead-only = Her er det éin måte å logge inn på. Trykk på han for å gå vidare.
chooser-lead-down = Ingen av måtane å logge inn på svarar akkurat no. Prøv igjen om nokre minutt.
chooser-step-up = Du er logga inn med nivå { $level }. { $service } krev meir.
chooser-last = Brukt sist på denne eininga
chooser-all = Måtar å logge inn på
chooser-others = Andre måtar å logge inn på
chooser-more = Fleire måtar å logge inn på
chooser-remember = Hugs valet på denne eininga
chooser-remember-hint = Ta bort haken på ei maskin som andre òg brukar. Vi hugsar berre kva elektronisk ID du valde.
method-level = nivå { $level }
method-below-level = Gir nivå { $level }. Tenesta krev { $asked }.
method-down = Svarar ikkje akkurat no. Vel ein annan, eller prøv igjen om litt.
method-help = Hjelp med { $method }

## Brukar-ID og passord
password-title = Logg inn med brukar‑ID og passord
password-hint = Første gong? Skriv nummeret på velkomstbrevet som brukar-ID, og det mellombelse passordet.
password-missing = Skriv både brukar-ID og passord.
password-mismatch = Brukar-ID og passord passar ikkje saman. Sjekk begge, og prøv igjen.
password-wait = Det har vore for mange feil forsøk. Du kan prøve igjen { $until }.
password-exhausted = Det har vore for mange feil forsøk. Ta kontakt med brukarstøtta for å kome vidare.
password-key-spent = Den nøkkelen vart nettopp brukt i ei anna innlogging. Skriv brukar-ID og passord på nytt.
letter-expired = Tida for desse breva er ute. Ta kontakt med brukarstøtta, så får du nye.
letter-used = Desse breva er brukte. Logg inn med brukar-ID-en og passordet du valde.
letter-void = Du har fått nyare brev enn desse. Bruk dei nyaste.

## Eige passord
new-password-title = Vel ditt eige passord
new-password-lead = Vel din eigen brukar-ID og ditt eige passord. Dei bruker du frå no av.
new-password-rule-length = Minst { $least } teikn. Langt er betre enn innvikla.
new-password-rule-words = Fleire ord med mellomrom er fint.
new-password-rule-common = Ikkje eit vanleg passord, og ikkje brukar-ID-en din.
new-password-choose = Vel passord
new-password-too-short = Passordet er for kort. Bruk minst { $least } teikn.
new-password-too-long = Passordet er for langt. Bruk høgst { $most } teikn.
new-password-common = Mange andre bruker dette passordet. Vel eit anna.
new-password-contains-user-id = Passordet inneheld brukar-ID-en din. Vel eit anna.
new-password-contains-name = Passordet inneheld ein del av namnet ditt. Vel eit anna.
new-password-contains-number = Passordet inneheld fødselsnummeret eller fødselsdatoen din. Vel eit anna.
new-password-contains-service = Passordet inneheld namnet på tenesta eller på Lykill. Vel eit anna.
new-password-same = Dette er det mellombelse passordet. Vel eit anna.
new-password-differs = Dei to passorda er ikkje like. Skriv det same i begge felta.
new-user-id-hint = Lat han stå, eller skriv ein annan: 5 til 64 bokstavar og siffer.
new-user-id-length = Ein brukar-ID har 5 til 64 teikn. Vel ein annan.
new-user-id-character = Bruk berre bokstavar, siffer og teikna . _ - @. Byrj med ein bokstav eller eit siffer.
new-user-id-number = Ein brukar-ID kan ikkje likne eit fødselsnummer eller nummeret på eit brev. Vel ein annan.
new-user-id-taken = Nokon andre har denne brukar-ID-en. Vel ein annan.
typed-password-strength = Passordet du skreiv, er { $word }.
new-password-strength = Det nye passordet ditt er { $word }.
strength-weak = svakt
strength-fair = middels
strength-good = godt
strength-strong = sterkt

## Nøkkelkort
key-title = Skriv nøkkelen frå nøkkelkortet
key-first-title = Skriv den første nøkkelen frå det nye kortet
key-first-lead = Har kort { $card } kome? Då tek du det i bruk no.
key-find-number = Finn nummer
key-card = Kort
panel-top = Øvste felt
panel-middle = Midtarste felt
panel-bottom = Nedste felt
key-place = { $panel }, kolonne { $column }, rad { $row }. Nøkkelen står til høgre for nummeret.
key-missing = Skriv nøkkelen til nummer { $number } frå kort { $card }.
key-mismatch = Nøkkelen passar ikkje til nummer { $number }. Les frå kort { $card }, og prøv igjen.
key-wait = Det har vore for mange feil nøklar. Du kan prøve igjen { $until }.
key-exhausted = Det har vore for mange feil nøklar. Ta kontakt med brukarstøtta for å kome vidare.
key-card-blocked = Det andre kortet vart nettopp sperra. Bruk kort { $card } no.
key-left = **{ $left }** av { $all } nøklar igjen.
key-reorder-at = Vi sender eit nytt kort når det er **{ $threshold }** igjen.
key-on-its-way = Eit nytt kort er på veg til deg.
key-new-card-arrived = Har det nye kortet **{ $card }** kome i posten?
key-use-new-card = Bruk det nye kortet
no-card-title = Du har ikkje noko nøkkelkort i bruk
no-card = Kortet ditt er sperra eller brukt opp, og det er ikkje tinga noko nytt. Brukarstøtta kan tinge eitt til deg.

## Key viewer and code device
number-title = Logg inn med fødselsnummer og passord
number-missing = Skriv både fødselsnummer og passord.
number-mismatch = Fødselsnummer og passord passar ikkje saman. Sjekk begge, og prøv igjen.
number-key-spent = Den koden vart nettopp brukt i ei anna innlogging. Skriv fødselsnummer og passord på nytt.
sms-title = Skriv koden som vi har sendt deg
sms-lead = Vi har sendt ein kode til telefonen din, **{ $to }**.
sms-missing = Skriv koden som vart send til telefonen din, 6 siffer.
sms-mismatch = { $left ->
    [one] Det er ikkje den koden. Du har eitt forsøk igjen.
   *[other] Det er ikkje den koden. Du har { $left } forsøk igjen.
}
sms-older = Det er ein eldre kode. Bruk den nyaste, han vart send { $sent }.
sms-limit = Du har fått så mange kodar som vi kan sende. Du kan be om ein ny { $until }.
sms-tries-do = Logg inn på nytt for å få ein ny kode.
sms-resend-now = Har du ikkje fått koden? Sjå om telefonen har dekning, eller få ein ny kode.
sms-call = Ring meg med koden
no-phone-title = Vi kan ikkje sende deg ein kode
no-phone = Vi har ikkje noko telefonnummer til deg som vi kan sende ein kode til. Eit nummer som er endra, blir brukt etter eit døgn. Vel ein annan elektronisk ID, eller spør brukarstøtta.
pin-title = Skriv koden frå brevet ditt
pin-lead = Ta fram brev **{ $letter }** og finn nummeret i det.
pin-first = Dette er den første koden frå dette brevet. Har du eit eldre kodebrev, verkar det ikkje lenger etter han.
pin-missing = Skriv koden til nummer { $number } frå brev { $letter }.
pin-mismatch = Koden passar ikkje til nummer { $number }. Les frå brev { $letter }, og prøv igjen.
pin-blocked = Det andre brevet vart nettopp sperra. Bruk brev { $letter } no.
pin-new-arrived = Har det nye brevet **{ $letter }** kome?
pin-use-new = Bruk det nye brevet
pin-left = { $left ->
    [one] 1 kode igjen i brevet.
   *[other] { $left } kodar igjen i brevet.
}
pin-lost = Eg har mista brevet
no-pin-letter-title = Du har ikkje noko kodebrev i bruk
no-pin-letter = Brevet ditt er sperra eller brukt opp, og ikkje noko nytt er på veg. Vel ein annan elektronisk ID, eller be brukarstøtta om eit nytt brev.
otp-title = Skriv inn koden frå nøkkelvisaren
otp-lead = Trykk på knappen på nøkkelvisaren og skriv inn sifra som han viser.
otp-serial = Nøkkelvisar **{ $serial }**, nummeret står på baksida.
otp-hint = 6 eller 8 siffer. Mellomrom gjer ingenting.
otp-missing = Skriv inn koden som nøkkelvisaren viser, 6 eller 8 siffer.
otp-mismatch = Det er ikkje koden som nøkkelvisaren din viser no. Ta ein ny kode og prøv igjen.
otp-out-of-step = Blir den nyaste koden avvist gong på gong? Då er nøkkelvisaren ute av takt. Brukarstøtta kan rette det.
device-title = Logg inn med kodebrikke
device-missing = Skriv inn fødselsnummer og kode, 6 eller 8 siffer.
device-mismatch = Fødselsnummer og kode stemmer ikkje. Ta ein ny kode og prøv igjen.
device-password-title = Skriv inn passordet ditt
device-password-missing = Skriv inn passordet.
device-password-mismatch = Passordet er feil. Sjå etter og prøv igjen.
no-viewer-title = Du har ingen nøkkelvisar i bruk
no-viewer = Vel nøkkelkortet for å logge inn. Brukarstøtta kan gi deg ein nøkkelvisar.

## Kople konto
link-title = Kople til e-posten din på jobben
link-lead = { $company } vil vite at det er du som loggar inn. Vi sender ein kode på 6 siffer til adressa under.
link-email-hint = Adressa kjem frå { $company }. Du kan ikkje endre henne her.
link-send = Send e-post
link-no-access = Kjem du ikkje inn i den e-posten?
link-no-access-do = Ta kontakt med lønsavdelinga. Dei kan endre adressa, og så startar du på nytt her.
link-limit = Du har fått så mange e-postar som vi kan sende. Du kan be om ein ny { $until }.
fact-link-once = Dette gjer du berre éin gong.
code-title = Skriv koden frå e-posten
code-lead = Vi har sendt ein kode til **{ $email }**.
code-valid-until = { $minutes ->
    [one] Koden gjeld til { $until } (1 minutt).
   *[other] Koden gjeld til { $until } ({ $minutes } minutt).
}
code-has-ended = Koden gjekk ut { $ended }. Be om ein ny.
link-account = Kople konto
code-missing = Skriv koden som vart send til { $email }.
code-mismatch = { $left ->
    [one] Koden stemmer ikkje. Sjå i den nyaste e-posten, han kom { $sent }. Du har 1 forsøk igjen.
   *[other] Koden stemmer ikkje. Sjå i den nyaste e-posten, han kom { $sent }. Du har { $left } forsøk igjen.
}
code-expired = Den koden gjekk ut { $ended }. Be om ein ny kode under.
code-older = Det er ein eldre kode. Bruk koden i den nyaste e-posten, han kom { $sent }.
code-tries = Det har vore for mange feil kodar. Denne koden verkar ikkje lenger.
code-tries-do = Logg inn på nytt for å få ein ny kode. Ingenting er kopla enno.
resend = Send ny kode
resend-now = Har du ikkje fått koden? Sjå i søppelposten, eller få ein ny.
resend-from = Har du ikkje fått koden? Du kan få ein ny frå { $from }.
linked-title = Kontoen er kopla
linked-lead = Hos **{ $company }** er du no kopla til **{ $email }**.
linked-next-time = Neste gong
linked-next-time-text = Neste gong loggar du berre inn med elektronisk ID. Då kjem du rett til { $service }.
home-screen-title = Legg tenesta på heimskjermen
home-screen-lead = Då finn du lett tilbake til { $service } på telefonen.
home-screen-iphone = iPhone
home-screen-android = Android
home-screen-open = Opne { $service } i nettlesaren.
home-screen-iphone-share = Trykk på **Del**, firkanten med ei pil opp.
home-screen-iphone-add = Vel **Legg til på Hjem-skjerm**.
home-screen-android-menu = Trykk på **menyen**, dei tre prikkane øvst.
home-screen-android-add = Vel **Legg til på startsida**.
conflict-other-title = Du er alt kopla til ei anna adresse
conflict-other = Hos { $company } er du kopla til { $email }. Du kan ha éi adresse om gongen hos kvar arbeidsgivar.
conflict-taken-title = Denne e-posten er alt kopla
conflict-taken = Adressa som { $company } har registrert på deg, er alt kopla til ein elektronisk ID.
conflict-none-title = Arbeidsgivaren har deg ikkje i registeret
conflict-none = Vi finn deg ikkje mellom dei tilsette hos { $company }.
conflict-do = Ta kontakt med lønsavdelinga. Dei kan rette opplysningane, og så startar du på nytt.

## Det går ikkje her
network-outside-title = Logg inn utanfor jobbnettverket
network-outside = { $service } kan berre opnast utanfor jobbnettverket. No er du inne på det.
network-mobile-data = Slå av Wi-Fi på telefonen, og bruk mobildata.
network-from-home = Eller logg inn heimanfrå.
network-inside-title = Logg inn frå jobbnettverket
network-inside = { $service } kan berre opnast frå jobbnettverket. No er du utanfor det.
network-at-work = Logg inn når du er på jobb.
network-vpn = Eller kople til VPN-en på jobben først.
young-title = Du må ha fylt { $from_age } år
young = Du er { $age } år. Hos { $service } verkar den elektroniske ID-en din frå du er { $from_age }.
young-from = Frå { $from } verkar han her.
bank-look = I banken kan du sjå på kontoane dine, men ikkje betale eller signere.
no-number-title = Du treng eit fødselsnummer
no-number = { $service } må vite fødselsnummeret ditt. Den elektroniske ID-en din har ikkje noko.
bank-only = I banken kan du bruke han som før.
no-number-later = Får du eit fødselsnummer, må du seie frå til brukarstøtta.
level-title = Tenesta krev eit høgare nivå
level-reached = { $service } krev tryggleiksnivå { $asked }. Du logga inn med nivå { $level }.
level-none = { $service } krev tryggleiksnivå { $asked }. Ingen av metodane her gir det nivået.
level-ask-service = Spør tenesta om ein annan måte å kome inn på.
level-use = Logg inn med { $method }. Den gir nivå { $asked }.
level-proofing = Få identiteten din sjekka på nytt, slik nivå { $asked } krev. Brukarstøtta seier korleis.
gone-expired-title = Innlogginga er over
gone-expired = Det gjekk for lang tid, eller sida var eit gammalt bokmerke. Ingenting er gått tapt.
gone-finished-title = Du er ferdig her
gone-finished = Denne innlogginga er gjord. Du vart send vidare til tenesta.
gone-other-title = Innlogginga er open i ein annan nettlesar
gone-other = Denne sida høyrer til ei innlogging i ein annan nettlesar. Hald fram der, eller start på nytt her.
cookies-title = Nettlesaren tek ikkje imot informasjonskapslar
cookies = Vi bruker éin informasjonskapsel medan du loggar inn. Utan han veit ikkje { $host } at det framleis er deg.
cookies-allow = Tillat informasjonskapslar for { $host } i innstillingane.
cookies-private = Eller prøv ein annan nettlesar.
form-post-title = Eitt steg igjen
form-post-lead = Trykk på knappen for å gå tilbake til { $service }.

client-error-title = Vi kan ikkje sende deg tilbake
client-error = Tenesta du kom frå, spurde oss på ein måte som vi ikkje kan svare på.
client-error-do = Ingenting er gått tapt. Gå tilbake til tenesta, og sei frå til dei.
fault-client-missing = Førespurnaden manglar client_id.
fault-client-unknown = Ingen klient er registrert med denne verdien av client_id.
fault-redirect-missing = Førespurnaden manglar redirect_uri.
fault-redirect-not-registered = Verdien av redirect_uri er ikkje registrert for klienten. Han må vere heilt lik, teikn for teikn.
fault-request-unknown = Førespurnaden bak request_uri er brukt før, er utgått eller er ukjend.
fault-parameter-twice = Ein parameter står to gonger i førespurnaden.
fault-unreadable = Førespurnaden kan ikkje lesast.
fault-logout-not-registered = Adressa i post_logout_redirect_uri er ikkje registrert, eller klienten er ukjend.

## Logg ut
logout-title = Vil du logge ut?
logout-lead = Då blir du logga ut av { $brand }. Neste teneste spør deg på nytt.
logout-do = Logg ut
logout-stay = Bli verande innlogga
logged-out-title = Du er logga ut
logged-out = Bruker du ei felles maskin? Lukk nettlesaren òg.
logged-out-none = Du var ikkje logga inn her.
stayed-title = Du er framleis logga inn
stayed = Ingenting er endra.

## Feil
bad-request-title = Vi forstod ikkje det
bad-request = Nettlesaren sende noko som vi ikkje kan lese. Gå tilbake, og prøv igjen.
old-form-title = Sida var for gammal
old-form = Sida hadde lege for lenge, eller ho kom frå ein annan stad. Opne henne på nytt, og prøv igjen.
not-found-title = Sida finst ikkje
not-found = Sjekk adressa, eller gå til framsida.
wrong-method-title = Slik kan ikkje sida opnast
wrong-method = Gå tilbake, og bruk knappen på sida.
too-large-title = Det vart for mykje
too-large = Det du sende, er større enn vi tek imot. Gå tilbake, og skriv kortare.
busy-title = Det er kø akkurat no
busy = Mange loggar inn samtidig. Vent eit halvt minutt, og prøv igjen.
internal-title = Noko gjekk gale hos oss
internal = Det er ikkje din feil, og ingenting er gått tapt. Prøv igjen om litt.

## Mista kort
lost-title = Sperr nøkkelkortet eller kodebrevet no
lost = Verken kort eller brev verkar utan passordet ditt. Sperr det likevel med ein gong.
lost-contact = Ring eller skriv til brukarstøtta. Du treng ikkje å logge inn.
lost-say = Oppgje brukar-ID-en din, og nummeret på kortet eller brevet om du veit det.
lost-new-card = Spør korleis du får eit nytt.
lost-never = Vi spør aldri om passordet ditt, om ein nøkkel eller om ein kode.

## Framsida
home-title = { $brand }: elektronisk ID
home-lead = Med éin elektronisk ID loggar du inn hos mange tenester.
home-log-in-title = Slik loggar du inn
home-log-in = Start hos tenesta du skal bruke. Ho sender deg hit og tilbake igjen.
home-check-title = Sjekk adressa
home-check = Skriv passord og nøklar berre når adressa øvst er { $host }.

## Hjelp
help-title = Hjelp
help-lead = Det meste du treng å vite, står her.
help-steps-title = To steg
help-steps = Først skriv du brukar-ID og passord. Så viser vi eit nummer, og du skriv nøkkelen som står ved det på nøkkelkortet.
help-key-title = Nøkkelkortet
help-key = Kortet har 148 nøklar, og kvar verkar éin gong. Når det er få igjen, sender vi eit nytt av oss sjølve.
help-link-title = Kople til jobben
help-link = Første gong hos ein arbeidsgivar sender vi ein kode til e-posten din på jobben. Koden gjeld i 5 minutt.
help-safe-title = Slik er du trygg
help-safe = Ikkje ta bilete av kortet. Ikkje gi nøklar til nokon. Sjekk alltid at adressa er { $host }.

## Skaff deg elektronisk ID
get-title = Slik skaffar du deg elektronisk ID
get-lead = { $brand } er for alle som har fylt 13 år.
get-who-title = Kven kan få han?
get-who = Frå 15 år med fødselsnummer verkar han overalt. Frå 13 til 15 år kan du berre sjå i banken. Utan fødselsnummer verkar han berre i banken.
get-how-title = Slik tingar du
get-how = Ta kontakt med brukarstøtta. Dei sjekkar kven du er. Så får du tre brev: eit velkomstbrev, eit mellombels passord og nøkkelkortet.
get-first-title = Første gong
get-first = Skriv nummeret på velkomstbrevet og det mellombelse passordet. Vel din eigen brukar-ID og ditt eige passord. Skriv så den første nøkkelen frå kortet.

activate-title = Aktiver den elektroniske ID-en din
activate-lead = Ha tre brev klare: velkomstbrevet, det mellombelse passordet og nøkkelkortet.
activate-start = Byrj
activate-how-title = Slik går det
activate-how = Skriv nummeret på velkomstbrevet som brukar-ID, og det mellombelse passordet. Vel din eigen brukar-ID og ditt eige passord. Skriv så den første nøkkelen frå kortet. Du kan stoppe når som helst og byrje på nytt: Ingenting er brukt opp før den første nøkkelen.
activate-card-title = Nøkkelkortet har ikkje kome
activate-card = Vent på det. Kvart brev blir sendt på sin eigen dag. Breva kan brukast i 60 dagar.
activate-lost-title = Du har mista eit brev, eller nokon hadde opna det
activate-lost = Ta kontakt med brukarstøtta. Du får nye brev, og dei gamle verkar ikkje lenger.
activate-old-title = Breva er meir enn 60 dagar gamle
activate-old = Ta kontakt med brukarstøtta. Du får nye brev til adressa vi har.
activate-used-title = Breva verkar ikkje lenger
activate-used = Dei verkar éin gong. Etter fem feil forsøk verkar dei heller ikkje. Har du aktivert før? Logg inn med din eigen brukar-ID og ditt eige passord.
activated-title = Den elektroniske ID-en din er klar
activated-lead = Han er aktivert. Kast dei to breva, og ta vare på nøkkelkortet.
activated-next-title = Kva no?
activated-next = Gå til tenesta du vil bruke, og logg inn der med brukar-ID, passord og nøkkelkort.

## Eg får ikkje logga inn
cannot-title = Eg får ikkje logga inn
cannot-lead = Finn det som passar, og gjer det som står der.
cannot-password-title = Eg har gløymt brukar-ID eller passord
cannot-password = Ta kontakt med brukarstøtta. Dei sjekkar kven du er, og sender eit mellombels passord i posten.
cannot-key-title = Eg har ikkje nøkkelkortet, eller nummeret er uleseleg
cannot-key = Vel ein annan elektronisk ID om tenesta tilbyr det. Elles kan brukarstøtta sende eit nytt kort.
cannot-wait-title = Det står at eg må vente
cannot-wait = Etter fleire feil forsøk må du vente litt. Sida seier når du kan prøve igjen.
cannot-code-title = E-posten med koden kjem ikkje
cannot-code = Sjå i søppelposten. Etter eit halvt minutt kan du be om ein ny kode. Er adressa feil, må lønsavdelinga rette henne.
cannot-network-title = Det verkar ikkje på jobben
cannot-network = Nokre arbeidsgivarar tillèt berre innlogging utanfor jobbnettverket. Bruk mobildata, eller logg inn heimanfrå.

## Personvern
privacy-title = Personvern
privacy-lead = Vi lagrar berre det som trengst for å vite at det er deg.
privacy-what-title = Dette lagrar vi
privacy-what = Namn, fødselsdato, fødselsnummer om du har det, og korleis vi når deg. Vi lagrar òg når og kvar du har logga inn.
privacy-share-title = Dette får tenestene
privacy-share = Kvar teneste får berre det som står på sida der du vel elektronisk ID. Tenestene kan ikkje kjenne deg att hos kvarandre.
privacy-cookies-title = Informasjonskapslar
privacy-cookies = Éin held innlogginga i gang. Éin kjenner att eininga di etter at du har logga inn. Éin hugsar kva elektronisk ID du valde, om du vil det. Ingen følgjer deg til andre stader.
privacy-rights-title = Rettane dine
privacy-rights = Du kan få sjå, rette og få sletta opplysningar om deg. Ta kontakt med brukarstøtta.

## Tilgjenge
access-title = Tilgjenge
access-lead = Alle skal kunne logge inn, òg utan mus, med forstørring eller med skjermlesar.
access-how-title = Slik er sidene laga
access-how = Dei følgjer WCAG 2.2 på nivå AA. Dei verkar utan skript, med berre tastatur, i lys og mørk utsjånad og på små skjermar.
access-tested-title = Slik prøver vi dei
access-tested = Kvar side i kvar tilstand blir prøvd med eit automatisk verktøy før ho blir teken i bruk.
access-cards-title = Nøkkelkortet i andre utgåver
access-cards = Du kan få nøkkelkortet i stor skrift, i punktskrift eller som tekst som blir lesen opp. Be brukarstøtta om det.

## Meld frå
report-title = Meld frå om feil
report-lead = Verkar noko ikkje, eller er noko vanskeleg å forstå? Sei frå.
report-what-title = Dette hjelper oss
report-what = Fortel kva du ville gjere, kva som hende, og når. Står det ein kode på sida, tek du han med. Skriv aldri passord eller nøklar.
report-misuse-title = Har nokon brukt ID-en din?
report-misuse = Ring brukarstøtta med ein gong. Dei sperrar kortet medan du ventar.

## Berre i demoen
demo-title = Prøv elektronisk ID
demo-lead = Alt her verkar på ordentleg på di eiga maskin. Personane er oppdikta.
demo-open-portal = Opne { $portal }
demo-open-post = Les posten
demo-tour-title = Slik prøver du
demo-tour-1 = Opne **{ $portal }**, og trykk på Logg inn.
demo-tour-2 = Vel **nøkkelkort** som elektronisk ID.
demo-tour-3 = Skriv **brukar-ID og passord** til ein person under.
demo-tour-4 = Finn nøkkelkortet i **posten**, og skriv nøkkelen til nummeret.
demo-tour-5 = Send koden, og hent han i **posten**.
demo-tour-6 = Logg ut og inn igjen. **Andre gongen** er det inga kopling.
demo-people-title = Personar å prøve med
demo-note-ready = Har alt. Begynn her: logg inn på Min lønn med nøkkelkortet i posten.
demo-note-low-card = Har 21 nøklar igjen: neste innlogging tingar eit nytt kort, som kjem i posten.
demo-note-not-activated = Ny: det mellombelse passordet og nøkkelkortet ligg ubrukte i posten.
demo-note-teen = Er 14 år: blir avvist hos ein arbeidsgivar, slepp inn i banken.
demo-note-no-number = Har ikkje fødselsnummer: blir avvist hos ein arbeidsgivar, slepp inn i banken.
demo-note-two-employers = Jobbar i Fjordvik kommune og i Havn Bygg (ingrid.moe@havnbygg.example): kvar arbeidsgivar har si eiga kopling.
demo-post-of = Posten til { $name }
post-title = Posten
post-lead = Her hamnar alt demoen sender: e-postar, brev og nøkkelkort.
post-reload = Sjå etter ny post
post-back = Tilbake til start
post-whose = Posten til
post-everybody = Alle
post-delivered = Levert
post-empty = Det er ikkje kome noko enno.
post-keys = Vis alle nøklane
post-about = { $kind } til { $to }, { $at }
post-email = E-post
post-sms = SMS
post-letter = Brev
post-key-card = Nøkkelkort
post-key-viewer = Nøkkelvisar
post-code-device = Kodebrikke

## Innlogging med kort
card-away-title = Ha { $method } klar
card-away = Set kortet i lesaren, eller set inn USB-nøkkelen. Når du går vidare, spør nettlesaren kva sertifikat du vil bruke: Vel det som er for innlogging, og skriv PIN-koden.
card-go = Bruk kortet
card-shown-title = Kortet ditt er lese
card-shown = Skjer det ingenting, kan du velje elektronisk ID på nytt.
card-failed-title = Du er ikkje logga inn
card-nothing = Nettlesaren viste ikkje noko sertifikat. Står kortet i lesaren, og kjenner maskina di det? Om du avbraut, må du lukke alle vindauga i nettlesaren og prøve igjen: Han hugsar det.
card-ended = Sertifikatet på kortet er gått ut. Bestill eit nytt kort hos den som utferda det, eller vel ein annan elektronisk ID.
card-revoked = Sertifikatet på kortet er sperra. Spør den som utferda det, eller vel ein annan elektronisk ID.
card-untrusted = Dette sertifikatet er ikkje frå { $method }. Om nettlesaren viste fleire, lukk alle vindauga i han, prøv igjen og vel eit anna.
card-wrong-use = Dette sertifikatet er ikkje for innlogging. Eit kort har ofte to: Lukk alle vindauga i nettlesaren, prøv igjen og vel det andre.
card-down = Den som utferda kortet, svarer ikkje, så ingen veit om det er sperra. Prøv igjen om litt, eller vel ein annan elektronisk ID.
card-level = Dette kortet når ikkje nivået som tenesta krev. Vel ein annan elektronisk ID.
card-unknown = Kortet ditt er i orden, men her veit vi ikkje kven det tilhøyrer. Vel ein annan elektronisk ID, eller spør brukarstøtta.
card-late = Det tok for lang tid. Prøv igjen: Kortet må lesast innan eitt minutt.

## Innlogging ein annan stad
upstream-away-title = Logg inn hos { $method }
upstream-away = Du er på veg til { $method }. Logg inn der, så kjem du tilbake hit.
upstream-go = Gå til { $method }
upstream-answered-title = Svaret frå { $method } blir sjekka
upstream-answered = Det tek nokre sekund. Skjer det ingenting, kan du velje elektronisk ID på nytt.
upstream-failed-title = Du er ikkje logga inn
upstream-declined = { $method } logga deg ikkje inn. Kanskje avbraut du der.
upstream-down-title = { $method } svarer ikkje
upstream-down = { $method } kan ikkje brukast akkurat no. Vel ein annan elektronisk ID, eller prøv igjen om litt.
upstream-wrong = Svaret frå { $method } er ikkje til å stole på, så det vart ikkje brukt. Prøv på nytt.
upstream-level = Innlogginga hos { $method } gav ikkje nivået som tenesta krev.
upstream-unknown = { $method } kjenner deg, men her veit vi ikkje kven du er hos dei. Vel ein annan elektronisk ID.
upstream-choose-again = Vel elektronisk ID på nytt

## Passnøklar
link-passkeys = Passnøklane dine
passkey-title = Logg inn med passnøkkel
passkey-lead = Eininga di ber om finger, ansikt eller PIN. Du skriv ingenting her.
passkey-hint = Eininga di spør kven du er.
passkey-use = Bruk passnøkkel
passkey-instead-title = Utan å skrive av
passkey-no-script = Dette treng JavaScript, og det er slått av i nettlesaren din. Slå det på, eller vel ein annan måte.
passkey-cannot = Passnøklar kan ikkje brukast her. Vel ein annan måte å logge inn på.
passkey-nothing = Det kom ingenting frå eininga di. Prøv igjen, eller vel ein annan måte.
passkey-refused = Denne passnøkkelen kan ikkje brukast her. Prøv igjen, eller vel ein annan måte.
passkey-late = Det gjekk meir enn fem minutt. Prøv igjen.
passkey-waits = Passnøkkelen er ny. Du kan bruke han frå { $until }.
passkey-copied = Det kan finnast ein kopi av passnøkkelen. Difor vart han ikkje brukt. Ring brukarstøtta.
passkeys-title = Passnøklane dine
passkeys-lead = Med ein passnøkkel loggar du inn med finger, ansikt eller PIN på di eiga eining.
passkeys-nobody = Logg inn, så ser du passnøklane dine og kan leggje til ein.
passkeys-log-in = Logg inn
passkeys-none = Du har ingen passnøkkel enno.
passkeys-added = Lagd til { $at }.
passkeys-used = Sist brukt { $at }.
passkeys-waits = Kan brukast frå { $until }.
passkeys-remove = Fjern
passkeys-remove-this = Fjern { $label }
passkeys-add-title = Legg til ein passnøkkel
passkeys-label = Kva kallar du han?
passkeys-label-hint = Til dømes «Telefonen min».
passkeys-label-missing = Skriv kva du kallar passnøkkelen, med høgst 60 teikn.
passkeys-wait = Vi seier frå til deg når ein ny passnøkkel er lagd til. Kan han ikkje brukast med ein gong, står det her når han kan.
passkeys-add = Legg til passnøkkel
passkeys-no-script = For å leggje til ein passnøkkel må JavaScript vere slått på i nettlesaren din.
passkeys-again = Vil du leggje til ein passnøkkel? Logg inn på nytt først.
passkeys-full = Du har ti passnøklar eller har lagt til ti på eit døgn. Fjern ein, eller vent til i morgon.
passkeys-known = Denne eininga har ein passnøkkel her frå før.
passkeys-not-taken = Svaret frå eininga kan ikkje brukast. Prøv igjen, eller ta ei anna eining.
passkeys-gone = Passnøkkelen er alt fjerna.
passkey-stop-title = Var det ikkje deg?
passkey-stop-lead = Stopp passnøkkelen «{ $label }» om du ikkje la han til. Då loggar ingen inn med han.
passkey-stop-do = Stopp passnøkkelen
passkey-stopped-title = Passnøkkelen er stoppa
passkey-stopped = Ingen loggar inn med han. Nokon kan kjenne passordet ditt, så ring brukarstøtta.
passkey-stop-unknown-title = Lenkja er ikkje kjend
passkey-stop-unknown = Opne lenkja frå meldinga på nytt, eller ring brukarstøtta.
