## Tid. Måneden står, som den skrives midt i en sætning.

month-1 = januar
month-2 = februar
month-3 = marts
month-4 = april
month-5 = maj
month-6 = juni
month-7 = juli
month-8 = august
month-9 = september
month-10 = oktober
month-11 = november
month-12 = december
time = { $hour }.{ $minute }
moment = { $day }. { $month } { $year } kl. { $time }

## E-mail

email-end =
    Venlig hilsen { $issuer }

    Du kan ikke svare på denne e-mail.

link-code-subject = { $code } er din kode til at tilknytte arbejdskontoen
link-code-body =
    Din kode er:

        { $code }

    Den gælder til kl. { $until } (5 minutter). Skriv den på den side, hvor du bad om den.

    { $person } bad om koden for at knytte arbejdskontoen hos { $company } til sit elektroniske ID.

    Var det ikke dig? Så skal du ikke gøre noget. Uden koden bliver intet tilknyttet.

    Giv aldrig koden til nogen. Vi beder aldrig om den i telefonen, på sms eller i en e-mail.

link-code-somebody = Den, der loggede ind,

new-device-subject = Nyt login med dit elektroniske ID
new-device-body =
    Nogen loggede på hos { $service } fra en browser, som vi ikke har set før.

    Tidspunkt: { $at }

    Var det dig, skal du ikke gøre noget.

    Var det ikke dig? Bed om at få dit elektroniske ID spærret med det samme. { $help }

key-reused-subject = Nogen prøvede en brugt nøgle fra dit kort
key-reused-body =
    En nøgle fra kortet { $card } blev indtastet én gang til, efter at den var brugt. Den blev afvist: Hver nøgle virker kun én gang.

    Tidspunkt: { $at }

    Tastede du selv den samme nøgle to gange, skal du ikke gøre noget.

    Var det ikke dig? Så kan andre have set kortet. Bed om at få det spærret med det samme. { $help }

pin-code-reused-subject = Nogen prøvede en brugt kode fra dit kodebrev
pin-code-reused-body =
    En kode fra kodebrev { $letter } blev indtastet én gang til, efter at den var brugt. Den blev afvist: Hver kode virker kun én gang.

    Tidspunkt: { $at }

    Tastede du selv den samme kode to gange, skal du ikke gøre noget.

    Var det ikke dig? Så kan andre have set brevet. Bed om at få det spærret med det samme. { $help }

linked-subject = Din arbejdskonto er tilknyttet
linked-body =
    Din arbejdskonto er knyttet til dit elektroniske ID.

    Arbejdsgiver: { $company }
    Arbejdsadresse: { $email }
    Tidspunkt: { $at }

    Var det ikke dig? Sig det til din arbejdsgiver med det samme. { $help }

method-connected-subject = Du kan nu logge ind med { $method }
method-connected-body =
    Et login hos { $method } gælder fra nu af som dit.

    Tidspunkt: { $at }

    Var det ikke dig? { $help }

card-blocked-subject = Nøglekortet { $card } er spærret
card-blocked-body =
    Nøglekortet { $card } er spærret og kan ikke bruges længere.

    Tidspunkt: { $at }

    Klip kortet i stykker. Bad du ikke om det? { $help }

card-ordered-subject = Et nyt nøglekort er på vej
card-ordered-body =
    Du har { $left ->
        [one] 1 nøgle
       *[other] { $left } nøgler
    } tilbage på dit nøglekort. Derfor har vi bestilt et nyt, { $card }. Det kommer med posten.

    Brug det gamle kort, til det er tomt. Det nye virker, fra du har indtastet den første nøgle fra det.

token-unused-subject = Kodeviseren { $serial } bliver snart spærret
token-unused-body =
    Kodeviseren eller nøgleviseren { $serial } har ikke været brugt længe. Den bliver spærret, hvis den ikke bruges inden:

    { $from }

    Log ind med den en gang, så beholder du den. { $help }

token-blocked-subject = Kodeviseren { $serial } er spærret
token-blocked-body =
    Kodeviseren eller nøgleviseren { $serial } er spærret og kan ikke bruges længere.

    Tidspunkt: { $at }

    Bad du ikke om det? { $help }

passkey-added-subject = En adgangsnøgle blev tilføjet
passkey-added-body =
    Adgangsnøglen »{ $label }« blev tilføjet til dit elektroniske id.

    Tidspunkt: { $at }
    Kan bruges fra: { $from }

    Var det dig, skal du ikke gøre noget.

    Var det ikke dig? Stop den med det samme:

    { $stop }

    { $help }

passkey-blocked-subject = En adgangsnøgle blev fjernet
passkey-blocked-body =
    Adgangsnøglen »{ $label }« er fjernet og kan ikke bruges længere.

    Tidspunkt: { $at }

    Bad du ikke om det? { $help }

post-returned-subject = Post til dig kom retur
post-returned-body =
    Et brev eller nøglekort, som vi sendte dig, kom retur. Det, der lå i det, kan ikke bruges mere.

    Tidspunkt: { $at }

    Vi sender ikke mere, før vi har den rigtige adresse. { $help }

pin-letter-ordered-subject = Et nyt kodebrev er på vej
pin-letter-ordered-body =
    Du har { $left ->
        [one] 1 kode
       *[other] { $left } koder
    } tilbage på dit kodebrev. Derfor har vi bestilt et nyt, { $letter }. Det kommer med posten.

    Brug det gamle brev, til det nye er kommet. Det gamle virker ikke længere, når du har tastet den første kode fra det nye.

pin-letter-blocked-subject = Kodebrev { $letter } er spærret
pin-letter-blocked-body =
    Kodebrev { $letter } er spærret og kan ikke bruges mere.

    Tidspunkt: { $at }

    Riv brevet i stykker. Bad du ikke om dette? { $help }

phone-changed-subject = Dit telefonnummer er ændret
phone-changed-body =
    Det telefonnummer, som vi sender koder og varsler til, er ændret.

    Tidspunkt: { $at }

    Vi sender ingen koder til det nye nummer det første døgn. Var det ikke dig? Sig til med det samme. { $help }

address-changed-subject = Din postadresse er ændret
address-changed-body =
    Den adresse, som vi sender breve og nøglekort til, er ændret.

    Tidspunkt: { $at }

    Vi sender intet til den nye adresse før om 14 dage. Var det ikke dig? Sig til med det samme. { $help }

telephone-order-subject = Nogen bestilte post til dig i telefonen
telephone-order-body =
    Nogen ringede til os og fik bestilt nøglekort eller breve til dig.

    Tidspunkt: { $at }

    Vi sender det om 3 dage, til den adresse, vi har. Var det ikke dig? Sig til med det samme, så stopper vi det. { $help }

eid-blocked-subject = Dit ID er spærret
eid-blocked-body =
    Dit ID er spærret. Ingen kan logge ind med det. Sessioner, der var åbne, er afsluttet.

    Tidspunkt: { $at }

    Vil du åbne det igen, skal du vise, hvem du er. Var det ikke dig, der bad om det? Sig til. { $help }

eid-reopened-subject = Dit ID er åbnet igen
eid-reopened-body =
    Vi har åbnet dit ID igen, så du kan prøve på ny.

    Tidspunkt: { $at }

    Var det ikke dig, der bad om det? Sig til med det samme, så spærrer vi det. { $help }

password-ended-subject = Din adgangskode gælder ikke længere
password-ended-body =
    Din gamle adgangskode gælder ikke længere. Du får to breve med posten. Med dem vælger du en ny adgangskode.

    Tidspunkt: { $at }

    Var det ikke dig, der bad om det? Sig til med det samme, så stopper vi det. { $help }

new-address-order-subject = Post blev bestilt til din nye adresse
new-address-order-body =
    Vi har fået en ny postadresse til dig. Nu er der bestilt nøglekort eller breve dertil.

    Tidspunkt: { $at }

    Vi venter, før vi sender det. To af os skal sige ja. Var det ikke dig? Sig til med det samme, så stopper vi det. { $help }

help-known = Kontakt: { $help }
help-unknown = Kontakt den, der gav dig dit ID.

## Velkomstbrev

welcome-letter-title = Velkommen: dit elektroniske ID er på vej
welcome-letter-intro = Du får tre breve, hvert på sin dag: dette, et med en midlertidig adgangskode og et med nøglekortet. Gem dette brev, til dit elektroniske ID er aktiveret.
welcome-letter-number = Nummeret på dette brev
welcome-letter-where = Aktivér her
welcome-letter-valid = Du kan aktivere til { $until }.
welcome-letter-steps = Sådan begynder du
welcome-letter-step-1 = Vent, til du har alle tre breve.
welcome-letter-step-2 = Åbn adressen ovenfor. Skriv nummeret på dette brev og den midlertidige adgangskode.
welcome-letter-step-3 = Vælg dit eget bruger-id og din egen adgangskode.
welcome-letter-step-4 = Find nummeret fra skærmen på nøglekortet, og skriv de 6 cifre ved siden af.
welcome-letter-help = Kom et brev ikke frem, eller havde nogen åbnet det? Sig til, så får du nye. { $help }

## Brev med midlertidig adgangskode

pin-letter-title = Dit kodebrev { $letter }
pin-letter-intro = Dette brev har { $count } nummererede koder. Med dit personnummer, din adgangskode og en af dem logger du ind. Hver kode virker én gang.
pin-letter-codes = Koder
pin-letter-steps = Sådan logger du ind
pin-letter-step-1 = Vælg kodebrev, og indtast personnummer og adgangskode.
pin-letter-step-2 = Siden viser et nummer. Find det på listen, og indtast de 6 cifre ved siden af.
pin-letter-step-3 = Har du et ældre kodebrev, virker det ikke længere, når du har tastet den første kode fra dette.
pin-letter-warning = Opbevar brevet, hvor ingen andre ser det. Vi beder aldrig om en kode pr. telefon. { $help }
pin-letter-summary = Kodebrev { $letter }
password-letter-title = Din midlertidige adgangskode
password-letter-intro = Med denne adgangskode og nummeret på velkomstbrevet aktiverer du dit elektroniske ID. Nøglekortet kommer i et brev for sig.
password-letter-password = Midlertidig adgangskode
password-letter-valid = Adgangskoden gælder til { $until }.
password-letter-steps = Sådan tager du dit ID i brug
password-letter-step-1 = Vent, til du har alle tre breve: velkomstbrevet, dette brev og nøglekortet.
password-letter-step-2 = Åbn adressen på velkomstbrevet. Skriv nummeret på det og adgangskoden ovenfor.
password-letter-step-3 = Vælg dit eget bruger-id og din egen adgangskode. Så virker den midlertidige ikke mere.
password-letter-step-4 = Find nummeret fra skærmen på kortet, og skriv de 6 cifre ved siden af.
password-letter-warning = Har nogen åbnet brevet før dig? Brug ikke adgangskoden. Vi beder aldrig om adgangskoden i telefonen. { $help }

## Nøglekort

card-letter-title = { $name }, her er dit nye nøglekort
card-letter-intro = Kort { $card } · { $count } nøgler. Klip langs kanten, og fold to gange ved de stiplede linjer. Så er kortet på størrelse med et bankkort (85,6 × 54 mm).
card-letter-warning = Kortet virker først, når du har indtastet den første nøgle. Har nogen åbnet brevet før dig? Få kortet spærret med det samme. { $help }
card-caption = Kort { $card }
panel-top = Øverste felt
panel-middle = Midterste felt
panel-bottom = Nederste felt
card-column = { $panel }, kolonne { $column }
card-never = Vi beder aldrig om en nøgle i telefonen, på sms eller i en e-mail.
card-name = Nøglekort { $card }
card-use-title = Sådan bruger du kortet
card-use-1 = Find det nummer, skærmen viser.
card-use-2 = Skriv de 6 cifre til højre for nummeret.
card-use-3 = Hver nøgle virker kun én gang.
card-keep = Tag ikke kopi eller billede af kortet, og skriv ikke adgangskoden på det.
card-lost-title = Mistet kortet?
card-lost = Få det spærret med det samme. { $help }

## Kortet i stor skrift, i punktskrift og til oplæsning

large-letter-intro = Kort { $card } med { $count } nøgler i stor skrift ligger bag dette ark. Hvert felt af kortet har sin egen side.
braille-letter-intro = Kort { $card } med { $count } nøgler i punktskrift kommer sammen med dette brev. Hver kolonne af kortet har sin egen side.
read-aloud-letter-intro = Kort { $card } med { $count } nøgler kommer sammen med dette brev som tekst til oplæsning. Hør det, hvor ingen andre lytter med.
card-first-key = Kortet virker først, når du har indtastet den første nøgle. Har nogen åbnet brevet før dig? Få kortet spærret med det samme.
card-page = side { $page } af { $pages }
card-only-column = Kolonne { $column }
braille-intro = Når du logger på, får du felt, kolonne og række at vide. Hver kolonne af kortet har sin egen side. Hver linje er en række med række, nummer og nøgle.
read-aloud-intro = Når du logger på, får du felt, kolonne og række at vide. Find rækken, og tjek nummeret. Så er det den nøgle, du skal skrive.
read-aloud-pair = Række { $row }: nummer { $number }, nøgle { $key }.

## Det, der står i et job i udskriftskøen

welcome-letter-summary = Velkomstbrev
password-letter-summary = Brev med midlertidig adgangskode
notice-letter-summary = Besked i brev
card-letter-summary = Nøglekort { $card }

## Sms: hver på højst 160 tegn

sms-moment = { $day }.{ $month }. kl. { $time }
sms-new-device = { $issuer }: Nogen loggede ind med dit ID i en ny browser { $at }. Var det ikke dig? Ring { $phone } og få dit ID spærret.
sms-key-reused = { $issuer }: En brugt nøgle fra kort { $card } blev prøvet igen { $at }. Ikke dig? Ring { $phone } og få kortet spærret.
sms-pin-code-reused = { $issuer }: En brugt kode fra kodebrev { $card } blev prøvet igen { $at }. Ikke dig? Ring { $phone } og få det spærret.
sms-linked = { $issuer }: Din arbejdskonto blev koblet til dit ID { $at }. Var det ikke dig? Ring { $phone }.
sms-method-connected = { $issuer }: Et nyt elektronisk id blev knyttet til dig { $at }. Ikke dig? Ring { $phone }.
sms-card-blocked = { $issuer }: Nøglekort { $card } blev spærret { $at }. Bad du ikke om det? Ring { $phone }.
sms-card-ordered = { $issuer }: Et nyt nøglekort, { $card }, kommer med posten. Brug det gamle, til det er tomt. Spørgsmål? Ring { $phone }.
sms-pin-letter-ordered = { $issuer }: Et nyt kodebrev, { $card }, kommer med posten. Brug det gamle indtil da. Spørgsmål? Ring { $phone }.
sms-pin-letter-blocked = { $issuer }: Kodebrev { $card } blev spærret { $at }. Bad du ikke om det? Ring { $phone }.
sms-phone-changed = { $issuer }: Dit telefonnummer blev ændret { $at }. Var det ikke dig? Ring { $phone }.
sms-address-changed = { $issuer }: Din postadresse blev ændret { $at }. Der går lidt tid, før vi sender post dertil. Ikke dig? Ring { $phone }.
sms-telephone-order = { $issuer }: Nogen ringede og bestilte post til dig { $at }. Vi sender den om 3 dage. Ikke dig? Ring { $phone }.
sms-eid-blocked = { $issuer }: Dit ID er spærret { $at }. Ingen kan logge ind med det. Ikke dig? Ring { $phone }.
sms-eid-reopened = { $issuer }: Dit ID er åbnet igen { $at }. Ikke dig? Ring { $phone }.
sms-password-ended = { $issuer }: Din adgangskode gælder ikke længere { $at }. Breve kommer med posten. Ikke dig? Ring { $phone }.
sms-new-address-order = { $issuer }: Post er bestilt til din nye adresse { $at }. Vi venter, før vi sender den. Ikke dig? Ring { $phone }.
sms-post-returned = { $issuer }: Vores brev kom tilbage { $at }. Vi sender ikke mere, før adressen er rettet. Ring { $phone }.
sms-token-unused = { $issuer }: Kodeviser { $card } er ubrugt og spærres { $from }. Log ind med den, så beholder du den. Ring { $phone }.
sms-token-blocked = { $issuer }: Kodeviser { $card } blev spærret { $at }. Bad du ikke om det? Ring { $phone }.
sms-passkey-added = { $issuer }: En adgangsnøgle blev tilføjet { $at }. Ikke dig? Ring { $phone }.
sms-passkey-blocked = { $issuer }: En adgangsnøgle blev fjernet { $at }. Ikke dig? Ring { $phone }.
sms-code = { $code } er din kode hos { $issuer }. Den gælder til kl. { $until }. Giv den aldrig til nogen.
call-code = Hej. Det er { $issuer }. Din kode er { $code }. En gang til: { $code }. Giv den aldrig til nogen.
