## Tid. I måneden står navnet slik det skrives midt i en setning.

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
    Hilsen { $issuer }

    Du kan ikke svare på denne e-posten.

link-code-subject = { $code } er koden din for å koble til jobbkontoen
link-code-body =
    Koden din er:

        { $code }

    Den gjelder til kl. { $until } (5 minutter). Skriv den inn på siden der du ba om den.

    { $person } ba om koden for å koble jobbkontoen hos { $company } til sin elektroniske ID.

    Var det ikke deg? Da trenger du ikke gjøre noe. Uten koden blir ingenting koblet.

    Gi aldri koden til noen. Vi ber aldri om den på telefon, SMS eller e-post.

link-code-somebody = Den som logget inn,

new-device-subject = Ny innlogging med den elektroniske ID-en din
new-device-body =
    Noen logget inn hos { $service } fra en nettleser som vi ikke har sett før.

    Tidspunkt: { $at }

    Var det deg, trenger du ikke gjøre noe.

    Var det ikke deg? Be om at den elektroniske ID-en din blir sperret, med en gang. { $help }

key-reused-subject = Noen prøvde en brukt nøkkel fra kortet ditt
key-reused-body =
    En nøkkel fra kortet { $card } ble skrevet inn én gang til etter at den var brukt. Den ble avvist: hver nøkkel virker bare én gang.

    Tidspunkt: { $at }

    Skrev du den samme nøkkelen to ganger selv, trenger du ikke gjøre noe.

    Var det ikke deg? Da kan andre ha sett kortet. Be om at det blir sperret, med en gang. { $help }

pin-code-reused-subject = Noen prøvde en brukt kode fra kodebrevet ditt
pin-code-reused-body =
    En kode fra kodebrev { $letter } ble skrevet inn én gang til etter at den var brukt. Den ble avvist: hver kode virker bare én gang.

    Tidspunkt: { $at }

    Skrev du den samme koden to ganger selv, trenger du ikke gjøre noe.

    Var det ikke deg? Da kan andre ha sett brevet. Be om at det blir sperret, med en gang. { $help }

linked-subject = Jobbkontoen din er koblet til
linked-body =
    Jobbkontoen din er koblet til den elektroniske ID-en din.

    Arbeidsgiver: { $company }
    Jobbadresse: { $email }
    Tidspunkt: { $at }

    Var det ikke deg? Si fra til arbeidsgiveren med en gang. { $help }

method-connected-subject = Du kan nå logge inn med { $method }
method-connected-body =
    En innlogging hos { $method } gjelder fra nå av som din.

    Tidspunkt: { $at }

    Var det ikke deg? { $help }

card-blocked-subject = Nøkkelkortet { $card } er sperret
card-blocked-body =
    Nøkkelkortet { $card } er sperret og kan ikke brukes lenger.

    Tidspunkt: { $at }

    Klipp kortet i stykker. Ba du ikke om dette? { $help }

card-ordered-subject = Et nytt nøkkelkort er på vei
card-ordered-body =
    Du har { $left ->
        [one] 1 nøkkel
       *[other] { $left } nøkler
    } igjen på nøkkelkortet ditt. Derfor har vi bestilt et nytt, { $card }. Det kommer i posten.

    Bruk det gamle kortet til det er tomt. Det nye virker fra du skriver inn den første nøkkelen fra det.

token-unused-subject = Kodebrikken { $serial } blir snart sperret
token-unused-body =
    Kodebrikken eller nøkkelviseren { $serial } har ikke vært brukt på lenge. Den blir sperret, hvis den ikke brukes før:

    { $from }

    Logg inn med den en gang, så beholder du den. { $help }

token-blocked-subject = Kodebrikken { $serial } er sperret
token-blocked-body =
    Kodebrikken eller nøkkelviseren { $serial } er sperret og kan ikke brukes lenger.

    Tidspunkt: { $at }

    Ba du ikke om dette? { $help }

passkey-added-subject = En passnøkkel ble lagt til
passkey-added-body =
    Passnøkkelen «{ $label }» ble lagt til din elektroniske ID.

    Tidspunkt: { $at }
    Kan brukes fra: { $from }

    Var det deg, trenger du ikke gjøre noe.

    Var det ikke deg? Stopp den med en gang:

    { $stop }

    { $help }

passkey-blocked-subject = En passnøkkel ble fjernet
passkey-blocked-body =
    Passnøkkelen «{ $label }» er fjernet og kan ikke brukes lenger.

    Tidspunkt: { $at }

    Ba du ikke om dette? { $help }

post-returned-subject = Post til deg kom i retur
post-returned-body =
    Et brev eller nøkkelkort som vi sendte deg, kom i retur. Det som lå i det, kan ikke brukes lenger.

    Tidspunkt: { $at }

    Vi sender ikke mer før vi har riktig adresse. { $help }

pin-letter-ordered-subject = Et nytt kodebrev er på vei
pin-letter-ordered-body =
    Du har { $left ->
        [one] 1 kode
       *[other] { $left } koder
    } igjen på kodebrevet ditt. Derfor har vi bestilt et nytt, { $letter }. Det kommer i posten.

    Bruk det gamle brevet til det nye har kommet. Det gamle virker ikke lenger når du har skrevet den første koden fra det nye.

pin-letter-blocked-subject = Kodebrev { $letter } er sperret
pin-letter-blocked-body =
    Kodebrev { $letter } er sperret og kan ikke brukes mer.

    Tidspunkt: { $at }

    Riv brevet i biter. Ba du ikke om dette? { $help }

phone-changed-subject = Telefonnummeret ditt er endret
phone-changed-body =
    Telefonnummeret som vi sender koder og varsler til, er endret.

    Tidspunkt: { $at }

    Vi sender ingen koder til det nye nummeret det første døgnet. Var det ikke deg? Si fra med en gang. { $help }

address-changed-subject = Postadressen din er endret
address-changed-body =
    Adressen som vi sender brev og nøkkelkort til, er endret.

    Tidspunkt: { $at }

    Vi sender ikke noe til den nye adressen før om 14 dager. Var det ikke deg? Si fra med en gang. { $help }

telephone-order-subject = Noen bestilte post til deg på telefon
telephone-order-body =
    Noen ringte oss og fikk bestilt nøkkelkort eller brev til deg.

    Tidspunkt: { $at }

    Vi sender det om 3 dager, til adressen som vi har. Var det ikke deg? Si fra med en gang, så stopper vi det. { $help }

eid-blocked-subject = ID-en din er sperret
eid-blocked-body =
    ID-en din er sperret. Ingen kan logge inn med den. Økter som var åpne, er avsluttet.

    Tidspunkt: { $at }

    Vil du åpne den igjen, må du vise hvem du er. Var det ikke du som ba om det? Si fra. { $help }

eid-reopened-subject = ID-en din er åpnet igjen
eid-reopened-body =
    Vi har åpnet ID-en din igjen, så du kan prøve på nytt.

    Tidspunkt: { $at }

    Var det ikke du som ba om det? Si fra med en gang, så sperrer vi den. { $help }

password-ended-subject = Passordet ditt gjelder ikke lenger
password-ended-body =
    Det gamle passordet ditt gjelder ikke lenger. Du får to brev i posten. Med dem velger du et nytt passord.

    Tidspunkt: { $at }

    Var det ikke du som ba om det? Si fra med en gang, så stopper vi det. { $help }

new-address-order-subject = Post ble bestilt til den nye adressen din
new-address-order-body =
    Vi har fått en ny postadresse for deg. Nå er det bestilt nøkkelkort eller brev dit.

    Tidspunkt: { $at }

    Vi venter før vi sender det. To av oss må si ja. Var det ikke deg? Si fra med en gang, så stopper vi det. { $help }

help-known = Kontakt: { $help }
help-unknown = Kontakt den som ga deg ID-en.

## Velkomstbrev

welcome-letter-title = Velkommen: din elektroniske ID er på vei
welcome-letter-intro = Du får tre brev, hvert på sin dag: dette, ett med et midlertidig passord og ett med nøkkelkortet. Ta vare på dette brevet til din elektroniske ID er aktivert.
welcome-letter-number = Nummeret på dette brevet
welcome-letter-where = Aktiver her
welcome-letter-valid = Du kan aktivere til { $until }.
welcome-letter-steps = Slik begynner du
welcome-letter-step-1 = Vent til du har alle tre brevene.
welcome-letter-step-2 = Åpne adressen over. Skriv nummeret på dette brevet og det midlertidige passordet.
welcome-letter-step-3 = Velg din egen bruker-ID og ditt eget passord.
welcome-letter-step-4 = Finn nummeret fra skjermen på nøkkelkortet, og skriv de 6 sifrene ved siden av.
welcome-letter-help = Kom et brev ikke fram, eller hadde noen åpnet det? Si fra, så får du nye. { $help }

## Brev med midlertidig passord

pin-letter-title = Kodebrevet ditt { $letter }
pin-letter-intro = Dette brevet har { $count } nummererte koder. Med fødselsnummeret, passordet og en av dem logger du inn. Hver kode virker én gang.
pin-letter-codes = Koder
pin-letter-steps = Slik logger du inn
pin-letter-step-1 = Velg kodebrev, og skriv fødselsnummer og passord.
pin-letter-step-2 = Siden viser et nummer. Finn det i listen, og skriv de 6 sifrene ved siden av.
pin-letter-step-3 = Har du et eldre kodebrev, virker det ikke lenger når du har skrevet den første koden fra dette.
pin-letter-warning = Oppbevar brevet der ingen andre ser det. Vi ber aldri om en kode på telefon. { $help }
pin-letter-summary = Kodebrev { $letter }
password-letter-title = Det midlertidige passordet ditt
password-letter-intro = Med dette passordet og nummeret på velkomstbrevet aktiverer du din elektroniske ID. Nøkkelkortet kommer i et eget brev.
password-letter-password = Midlertidig passord
password-letter-valid = Passordet gjelder til { $until }.
password-letter-steps = Slik tar du ID-en i bruk
password-letter-step-1 = Vent til du har alle tre brevene: velkomstbrevet, dette brevet og nøkkelkortet.
password-letter-step-2 = Åpne adressen på velkomstbrevet. Skriv nummeret på det og passordet over.
password-letter-step-3 = Velg din egen bruker-ID og ditt eget passord. Da virker ikke det midlertidige lenger.
password-letter-step-4 = Finn nummeret fra skjermen på kortet, og skriv de 6 sifrene ved siden av.
password-letter-warning = Hadde noen åpnet brevet før deg? Bruk ikke passordet. Vi ber aldri om passordet på telefon. { $help }

## Nøkkelkort

card-letter-title = { $name }, her er det nye nøkkelkortet ditt
card-letter-intro = Kort { $card } · { $count } nøkler. Klipp langs kanten, og brett to ganger ved de stiplede linjene. Da er kortet like stort som et bankkort (85,6 × 54 mm).
card-letter-warning = Kortet virker først når du har skrevet inn den første nøkkelen. Hadde noen åpnet brevet før deg? Få kortet sperret med en gang. { $help }
card-caption = Kort { $card }
panel-top = Øverste felt
panel-middle = Midterste felt
panel-bottom = Nederste felt
card-column = { $panel }, kolonne { $column }
card-never = Vi ber aldri om en nøkkel på telefon, SMS eller e-post.
card-name = Nøkkelkort { $card }
card-use-title = Slik bruker du kortet
card-use-1 = Finn nummeret som skjermen viser.
card-use-2 = Skriv de 6 sifrene til høyre for nummeret.
card-use-3 = Hver nøkkel virker bare én gang.
card-keep = Ta ikke kopi eller bilde av kortet, og skriv ikke passordet på det.
card-lost-title = Mistet kortet?
card-lost = Få det sperret med en gang. { $help }

## Kortet i stor skrift, i punktskrift og til å lese høyt

large-letter-intro = Kort { $card } med { $count } nøkler i stor skrift ligger bak dette arket. Hvert felt av kortet har sin egen side.
braille-letter-intro = Kort { $card } med { $count } nøkler i punktskrift kommer sammen med dette brevet. Hver kolonne av kortet har sin egen side.
read-aloud-letter-intro = Kort { $card } med { $count } nøkler kommer sammen med dette brevet, som tekst til å lese høyt. Hør på det der ingen andre hører.
card-first-key = Kortet virker først når du har skrevet inn den første nøkkelen. Hadde noen åpnet brevet før deg? Få kortet sperret med en gang.
card-page = side { $page } av { $pages }
card-only-column = Kolonne { $column }
braille-intro = Innloggingen sier felt, kolonne og rad. Hver kolonne av kortet har sin egen side. Hver linje er en rad med rad, nummer og nøkkel.
read-aloud-intro = Innloggingen sier felt, kolonne og rad. Finn raden, og sjekk nummeret. Da er det den nøkkelen du skal skrive.
read-aloud-pair = Rad { $row }: nummer { $number }, nøkkel { $key }.

## Det som står i en jobb i utskriftskøen

welcome-letter-summary = Velkomstbrev
password-letter-summary = Brev med midlertidig passord
notice-letter-summary = Melding i brev
card-letter-summary = Nøkkelkort { $card }

## SMS: hver på høyst 160 tegn

sms-moment = { $day }.{ $month }. kl. { $time }
sms-new-device = { $issuer }: Noen logget inn med ID-en din i en ny nettleser { $at }. Ikke deg? Ring { $phone } og få ID-en sperret.
sms-key-reused = { $issuer }: En brukt nøkkel fra kort { $card } ble prøvd igjen { $at }. Ikke deg? Ring { $phone } og få kortet sperret.
sms-pin-code-reused = { $issuer }: En brukt kode fra kodebrev { $card } ble prøvd igjen { $at }. Ikke deg? Ring { $phone } og få det sperret.
sms-linked = { $issuer }: Jobbkontoen din ble koblet til ID-en din { $at }. Ikke deg? Ring { $phone }.
sms-method-connected = { $issuer }: En ny elektronisk ID ble koblet til deg { $at }. Ikke deg? Ring { $phone }.
sms-card-blocked = { $issuer }: Nøkkelkort { $card } ble sperret { $at }. Ba du ikke om det? Ring { $phone }.
sms-card-ordered = { $issuer }: Et nytt nøkkelkort, { $card }, kommer i posten. Bruk det gamle til det er tomt. Spørsmål? Ring { $phone }.
sms-pin-letter-ordered = { $issuer }: Et nytt kodebrev, { $card }, kommer i posten. Bruk det gamle til da. Spørsmål? Ring { $phone }.
sms-pin-letter-blocked = { $issuer }: Kodebrev { $card } ble sperret { $at }. Ba du ikke om det? Ring { $phone }.
sms-phone-changed = { $issuer }: Telefonnummeret ditt ble endret { $at }. Var det ikke deg? Ring { $phone }.
sms-address-changed = { $issuer }: Postadressen din ble endret { $at }. Det går litt tid før vi sender post dit. Ikke deg? Ring { $phone }.
sms-telephone-order = { $issuer }: Noen ringte og bestilte post til deg { $at }. Vi sender den om 3 dager. Ikke deg? Ring { $phone }.
sms-eid-blocked = { $issuer }: ID-en din er sperret { $at }. Ingen kan logge inn med den. Ikke deg? Ring { $phone }.
sms-eid-reopened = { $issuer }: ID-en din er åpnet igjen { $at }. Ikke deg? Ring { $phone }.
sms-password-ended = { $issuer }: Passordet ditt gjelder ikke lenger { $at }. Brev kommer i posten. Ikke deg? Ring { $phone }.
sms-new-address-order = { $issuer }: Post er bestilt til den nye adressen din { $at }. Vi venter før vi sender den. Ikke deg? Ring { $phone }.
sms-post-returned = { $issuer }: Brevet vårt kom i retur { $at }. Vi sender ikke mer før adressen er rettet. Ring { $phone }.
sms-token-unused = { $issuer }: Kodebrikken { $card } er ubrukt og sperres { $from }. Logg inn med den, så beholder du den. Ring { $phone }.
sms-token-blocked = { $issuer }: Kodebrikken { $card } ble sperret { $at }. Ba du ikke om det? Ring { $phone }.
sms-passkey-added = { $issuer }: En passnøkkel ble lagt til { $at }. Ikke deg? Ring { $phone }.
sms-passkey-blocked = { $issuer }: En passnøkkel ble fjernet { $at }. Ikke deg? Ring { $phone }.
sms-code = { $code } er koden din hos { $issuer }. Den gjelder til kl. { $until }. Gi den aldri til noen.
call-code = Hei. Dette er { $issuer }. Koden din er { $code }. En gang til: { $code }. Gi den aldri til noen.
