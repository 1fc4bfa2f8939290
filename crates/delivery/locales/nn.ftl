## Tid. Månaden står slik han blir skriven midt i ei setning.

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
time = { $hour }.{ $minute }
moment = { $day }. { $month } { $year } kl. { $time }

## E-post

email-end =
    Helsing { $issuer }

    Du kan ikkje svare på denne e-posten.

link-code-subject = { $code } er koden din for å kople til jobbkontoen
link-code-body =
    Koden din er:

        { $code }

    Han gjeld til kl. { $until } (5 minutt). Skriv han inn på sida der du bad om han.

    { $person } bad om koden for å kople jobbkontoen hos { $company } til den elektroniske ID-en sin.

    Var det ikkje deg? Då treng du ikkje gjere noko. Utan koden blir ingenting kopla.

    Gi aldri koden til nokon. Vi ber aldri om han på telefon, SMS eller e-post.

link-code-somebody = Den som logga inn,

new-device-subject = Ny innlogging med den elektroniske ID-en din
new-device-body =
    Nokon logga inn hos { $service } frå ein nettlesar som vi ikkje har sett før.

    Tidspunkt: { $at }

    Var det deg, treng du ikkje gjere noko.

    Var det ikkje deg? Be om at den elektroniske ID-en din blir sperra, med ein gong. { $help }

key-reused-subject = Nokon prøvde ein brukt nøkkel frå kortet ditt
key-reused-body =
    Ein nøkkel frå kortet { $card } vart skriven inn éin gong til etter at han var brukt. Han vart avvist: kvar nøkkel verkar berre éin gong.

    Tidspunkt: { $at }

    Skreiv du same nøkkelen to gonger sjølv, treng du ikkje gjere noko.

    Var det ikkje deg? Då kan andre ha sett kortet. Be om at det blir sperra, med ein gong. { $help }

pin-code-reused-subject = Nokon prøvde ein brukt kode frå kodebrevet ditt
pin-code-reused-body =
    Ein kode frå kodebrev { $letter } vart skriven inn éin gong til etter at han var brukt. Han vart avvist: kvar kode verkar berre éin gong.

    Tidspunkt: { $at }

    Skreiv du same koden to gonger sjølv, treng du ikkje gjere noko.

    Var det ikkje deg? Då kan andre ha sett brevet. Be om at det blir sperra, med ein gong. { $help }

linked-subject = Jobbkontoen din er kopla til
linked-body =
    Jobbkontoen din er kopla til den elektroniske ID-en din.

    Arbeidsgivar: { $company }
    Jobbadresse: { $email }
    Tidspunkt: { $at }

    Var det ikkje deg? Sei frå til arbeidsgivaren med ein gong. { $help }

method-connected-subject = Du kan no logge inn med { $method }
method-connected-body =
    Ei innlogging hos { $method } gjeld frå no av som di.

    Tidspunkt: { $at }

    Var det ikkje deg? { $help }

card-blocked-subject = Nøkkelkortet { $card } er sperra
card-blocked-body =
    Nøkkelkortet { $card } er sperra og kan ikkje brukast lenger.

    Tidspunkt: { $at }

    Klipp kortet i stykke. Bad du ikkje om dette? { $help }

card-ordered-subject = Eit nytt nøkkelkort er på veg
card-ordered-body =
    Du har { $left ->
        [one] 1 nøkkel
       *[other] { $left } nøklar
    } igjen på nøkkelkortet ditt. Difor har vi tinga eit nytt, { $card }. Det kjem i posten.

    Bruk det gamle kortet til det er tomt. Det nye verkar frå du skriv inn den første nøkkelen frå det.

token-unused-subject = Kodebrikka { $serial } blir snart sperra
token-unused-body =
    Kodebrikka eller nøkkelvisaren { $serial } har ikkje vore brukt på lenge. Ho blir sperra, om ho ikkje blir brukt før:

    { $from }

    Logg inn med ho ein gong, så får du ha ho. { $help }

token-blocked-subject = Kodebrikka { $serial } er sperra
token-blocked-body =
    Kodebrikka eller nøkkelvisaren { $serial } er sperra og kan ikkje brukast lenger.

    Tidspunkt: { $at }

    Bad du ikkje om dette? { $help }

passkey-added-subject = Ein passnøkkel vart lagd til
passkey-added-body =
    Passnøkkelen «{ $label }» vart lagd til den elektroniske ID-en din.

    Tidspunkt: { $at }
    Kan brukast frå: { $from }

    Var det deg, treng du ikkje gjere noko.

    Var det ikkje deg? Stopp han med ein gong:

    { $stop }

    { $help }

passkey-blocked-subject = Ein passnøkkel vart fjerna
passkey-blocked-body =
    Passnøkkelen «{ $label }» er fjerna og kan ikkje brukast lenger.

    Tidspunkt: { $at }

    Bad du ikkje om dette? { $help }

post-returned-subject = Post til deg kom i retur
post-returned-body =
    Eit brev eller nøkkelkort som vi sende deg, kom i retur. Det som låg i det, kan ikkje brukast lenger.

    Tidspunkt: { $at }

    Vi sender ikkje meir før vi har rett adresse. { $help }

pin-letter-ordered-subject = Eit nytt kodebrev er på veg
pin-letter-ordered-body =
    Du har { $left ->
        [one] 1 kode
       *[other] { $left } kodar
    } igjen på kodebrevet ditt. Difor har vi bestilt eit nytt, { $letter }. Det kjem i posten.

    Bruk det gamle brevet til det nye har kome. Det gamle verkar ikkje lenger når du har skrive den første koden frå det nye.

pin-letter-blocked-subject = Kodebrev { $letter } er sperra
pin-letter-blocked-body =
    Kodebrev { $letter } er sperra og kan ikkje brukast meir.

    Tidspunkt: { $at }

    Riv brevet i bitar. Bad du ikkje om dette? { $help }

phone-changed-subject = Telefonnummeret ditt er endra
phone-changed-body =
    Telefonnummeret som vi sender kodar og varsel til, er endra.

    Tidspunkt: { $at }

    Vi sender ingen kodar til det nye nummeret det første døgnet. Var det ikkje deg? Sei frå med ein gong. { $help }

address-changed-subject = Postadressa di er endra
address-changed-body =
    Adressa som vi sender brev og nøkkelkort til, er endra.

    Tidspunkt: { $at }

    Vi sender ikkje noko til den nye adressa før om 14 dagar. Var det ikkje deg? Sei frå med ein gong. { $help }

telephone-order-subject = Nokon bestilte post til deg på telefon
telephone-order-body =
    Nokon ringde oss og fekk bestilt nøkkelkort eller brev til deg.

    Tidspunkt: { $at }

    Vi sender det om 3 dagar, til adressa som vi har. Var det ikkje deg? Sei frå med ein gong, så stoppar vi det. { $help }

eid-blocked-subject = ID-en din er sperra
eid-blocked-body =
    ID-en din er sperra. Ingen kan logge inn med han. Økter som var opne, er avslutta.

    Tidspunkt: { $at }

    Vil du opne han igjen, må du vise kven du er. Var det ikkje du som bad om det? Sei frå. { $help }

eid-reopened-subject = ID-en din er opna igjen
eid-reopened-body =
    Vi har opna ID-en din igjen, så du kan prøve på nytt.

    Tidspunkt: { $at }

    Var det ikkje du som bad om det? Sei frå med ein gong, så sperrar vi han. { $help }

password-ended-subject = Passordet ditt gjeld ikkje lenger
password-ended-body =
    Det gamle passordet ditt gjeld ikkje lenger. Du får to brev i posten. Med dei vel du eit nytt passord.

    Tidspunkt: { $at }

    Var det ikkje du som bad om det? Sei frå med ein gong, så stoppar vi det. { $help }

new-address-order-subject = Post vart bestilt til den nye adressa di
new-address-order-body =
    Vi har fått ei ny postadresse for deg. No er det bestilt nøkkelkort eller brev dit.

    Tidspunkt: { $at }

    Vi ventar før vi sender det. To av oss må seie ja. Var det ikkje deg? Sei frå med ein gong, så stoppar vi det. { $help }

help-known = Kontakt: { $help }
help-unknown = Kontakt den som gav deg ID-en.

## Velkomstbrev

welcome-letter-title = Velkomen: den elektroniske ID-en din er på veg
welcome-letter-intro = Du får tre brev, kvart på sin dag: dette, eitt med eit mellombels passord og eitt med nøkkelkortet. Ta vare på dette brevet til den elektroniske ID-en din er aktivert.
welcome-letter-number = Nummeret på dette brevet
welcome-letter-where = Aktiver her
welcome-letter-valid = Du kan aktivere til { $until }.
welcome-letter-steps = Slik byrjar du
welcome-letter-step-1 = Vent til du har alle tre breva.
welcome-letter-step-2 = Opne adressa over. Skriv inn nummeret på dette brevet og det mellombelse passordet.
welcome-letter-step-3 = Vel din eigen brukar-ID og ditt eige passord.
welcome-letter-step-4 = Finn nummeret frå skjermen på nøkkelkortet, og skriv inn dei 6 siffera ved sida av.
welcome-letter-help = Kom eit brev ikkje fram, eller hadde nokon opna det? Sei frå, så får du nye. { $help }

## Brev med mellombels passord

pin-letter-title = Kodebrevet ditt { $letter }
pin-letter-intro = Dette brevet har { $count } nummererte kodar. Med fødselsnummeret, passordet og ein av dei loggar du inn. Kvar kode verkar éin gong.
pin-letter-codes = Kodar
pin-letter-steps = Slik loggar du inn
pin-letter-step-1 = Vel kodebrev, og skriv fødselsnummer og passord.
pin-letter-step-2 = Sida viser eit nummer. Finn det i lista, og skriv dei 6 sifra ved sida av.
pin-letter-step-3 = Har du eit eldre kodebrev, verkar det ikkje lenger når du har skrive den første koden frå dette.
pin-letter-warning = Ta vare på brevet der ingen andre ser det. Vi bed aldri om ein kode på telefon. { $help }
pin-letter-summary = Kodebrev { $letter }
password-letter-title = Det mellombelse passordet ditt
password-letter-intro = Med dette passordet og nummeret på velkomstbrevet aktiverer du den elektroniske ID-en din. Nøkkelkortet kjem i eit eige brev.
password-letter-password = Mellombels passord
password-letter-valid = Passordet gjeld til { $until }.
password-letter-steps = Slik tek du ID-en i bruk
password-letter-step-1 = Vent til du har alle tre breva: velkomstbrevet, dette brevet og nøkkelkortet.
password-letter-step-2 = Opne adressa på velkomstbrevet. Skriv inn nummeret på det og passordet over.
password-letter-step-3 = Vel din eigen brukar-ID og ditt eige passord. Då verkar ikkje det mellombelse lenger.
password-letter-step-4 = Finn nummeret frå skjermen på kortet, og skriv inn dei 6 siffera ved sida av.
password-letter-warning = Hadde nokon opna brevet før deg? Bruk ikkje passordet. Vi ber aldri om passordet på telefon. { $help }

## Nøkkelkort

card-letter-title = { $name }, her er det nye nøkkelkortet ditt
card-letter-intro = Kort { $card } · { $count } nøklar. Klipp langs kanten, og brett to gonger ved dei stipla linjene. Då er kortet like stort som eit bankkort (85,6 × 54 mm).
card-letter-warning = Kortet verkar først når du har skrive inn den første nøkkelen. Hadde nokon opna brevet før deg? Få kortet sperra med ein gong. { $help }
card-caption = Kort { $card }
panel-top = Øvste felt
panel-middle = Midtarste felt
panel-bottom = Nedste felt
card-column = { $panel }, kolonne { $column }
card-never = Vi ber aldri om ein nøkkel på telefon, SMS eller e-post.
card-name = Nøkkelkort { $card }
card-use-title = Slik bruker du kortet
card-use-1 = Finn nummeret som skjermen viser.
card-use-2 = Skriv dei 6 siffera til høgre for nummeret.
card-use-3 = Kvar nøkkel verkar berre éin gong.
card-keep = Ta ikkje kopi eller bilete av kortet, og skriv ikkje passordet på det.
card-lost-title = Mista kortet?
card-lost = Få det sperra med ein gong. { $help }

## Kortet i stor skrift, i punktskrift og til å lese høgt

large-letter-intro = Kort { $card } med { $count } nøklar i stor skrift ligg bak dette arket. Kvart felt av kortet har si eiga side.
braille-letter-intro = Kort { $card } med { $count } nøklar i punktskrift kjem saman med dette brevet. Kvar kolonne av kortet har si eiga side.
read-aloud-letter-intro = Kort { $card } med { $count } nøklar kjem saman med dette brevet, som tekst til å lese høgt. Høyr på det der ingen andre høyrer.
card-first-key = Kortet verkar først når du har skrive inn den første nøkkelen. Hadde nokon opna brevet før deg? Få kortet sperra med ein gong.
card-page = side { $page } av { $pages }
card-only-column = Kolonne { $column }
braille-intro = Innlogginga seier felt, kolonne og rad. Kvar kolonne av kortet har si eiga side. Kvar linje er ei rad med rad, nummer og nøkkel.
read-aloud-intro = Innlogginga seier felt, kolonne og rad. Finn rada, og sjekk nummeret. Då er det den nøkkelen du skal skrive.
read-aloud-pair = Rad { $row }: nummer { $number }, nøkkel { $key }.

## Det som står i ein jobb i utskriftskøen

welcome-letter-summary = Velkomstbrev
password-letter-summary = Brev med mellombels passord
notice-letter-summary = Melding i brev
card-letter-summary = Nøkkelkort { $card }

## SMS: kvar på høgst 160 teikn

sms-moment = { $day }.{ $month }. kl. { $time }
sms-new-device = { $issuer }: Nokon logga inn med ID-en din i ein ny nettlesar { $at }. Ikkje deg? Ring { $phone } og få ID-en sperra.
sms-key-reused = { $issuer }: Ein brukt nøkkel frå kort { $card } vart prøvd igjen { $at }. Ikkje deg? Ring { $phone } og få kortet sperra.
sms-pin-code-reused = { $issuer }: Ein brukt kode frå kodebrev { $card } vart prøvd igjen { $at }. Ikkje deg? Ring { $phone } og få det sperra.
sms-linked = { $issuer }: Jobbkontoen din vart kopla til ID-en din { $at }. Ikkje deg? Ring { $phone }.
sms-method-connected = { $issuer }: Ein ny elektronisk ID vart kopla til deg { $at }. Ikkje deg? Ring { $phone }.
sms-card-blocked = { $issuer }: Nøkkelkort { $card } vart sperra { $at }. Bad du ikkje om det? Ring { $phone }.
sms-card-ordered = { $issuer }: Eit nytt nøkkelkort, { $card }, kjem i posten. Bruk det gamle til det er tomt. Spørsmål? Ring { $phone }.
sms-pin-letter-ordered = { $issuer }: Eit nytt kodebrev, { $card }, kjem i posten. Bruk det gamle til då. Spørsmål? Ring { $phone }.
sms-pin-letter-blocked = { $issuer }: Kodebrev { $card } vart sperra { $at }. Bad du ikkje om det? Ring { $phone }.
sms-phone-changed = { $issuer }: Telefonnummeret ditt vart endra { $at }. Var det ikkje deg? Ring { $phone }.
sms-address-changed = { $issuer }: Postadressa di vart endra { $at }. Det går litt tid før vi sender post dit. Ikkje deg? Ring { $phone }.
sms-telephone-order = { $issuer }: Nokon ringde og bestilte post til deg { $at }. Vi sender han om 3 dagar. Ikkje deg? Ring { $phone }.
sms-eid-blocked = { $issuer }: ID-en din er sperra { $at }. Ingen kan logge inn med han. Ikkje deg? Ring { $phone }.
sms-eid-reopened = { $issuer }: ID-en din er opna igjen { $at }. Ikkje deg? Ring { $phone }.
sms-password-ended = { $issuer }: Passordet ditt gjeld ikkje lenger { $at }. Brev kjem i posten. Ikkje deg? Ring { $phone }.
sms-new-address-order = { $issuer }: Post er bestilt til den nye adressa di { $at }. Vi ventar før vi sender han. Ikkje deg? Ring { $phone }.
sms-post-returned = { $issuer }: Brevet vårt kom i retur { $at }. Vi sender ikkje meir før adressa er retta. Ring { $phone }.
sms-token-unused = { $issuer }: Kodebrikka { $card } er ubrukt og blir sperra { $from }. Logg inn med ho, så får du ha ho. Ring { $phone }.
sms-token-blocked = { $issuer }: Kodebrikka { $card } vart sperra { $at }. Bad du ikkje om det? Ring { $phone }.
sms-passkey-added = { $issuer }: Ein passnøkkel vart lagd til { $at }. Ikkje deg? Ring { $phone }.
sms-passkey-blocked = { $issuer }: Ein passnøkkel vart fjerna { $at }. Ikkje deg? Ring { $phone }.
sms-code = { $code } er koden din hos { $issuer }. Han gjeld til kl. { $until }. Gi han aldri til nokon.
call-code = Hei. Dette er { $issuer }. Koden din er { $code }. Ein gong til: { $code }. Gi han aldri til nokon.
