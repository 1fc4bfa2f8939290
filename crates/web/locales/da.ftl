### Dansk. Korte sætninger, én tanke i hver. ** ** om det, der skal fremhæves.

## Rammen
skip-to-main = Gå til hovedindhold
nav-help-and-language = Hjælp og sprog
nav-help = Hjælp
nav-language = Sprog:
foot-privacy = Privatliv
foot-accessibility = Tilgængelighed
foot-report = Fortæl os om fejl
title-error = Fejl: { $title }
summary-title = Der er et problem
step-of = Trin { $now } af { $of }
continue = Fortsæt
cancel = Annuller
log-in = Log ind
try-again = Prøv igen
what-you-can-do = Det kan du gøre
for-the-developer = Til dig, der udvikler tjenesten
reference-code = Sker det igen? Oplys koden **{ $code }** til supporten.
support-heading = Support
payroll-heading = De kan hjælpe dig
start-again-at = Start forfra hos { $service }
start-again-where-you-came-from = Gå tilbage til den tjeneste, du kom fra, og log ind igen der.
continue-to = Gå til { $service }
back-to = Tilbage til { $service }
cancel-back-to = Annuller, og gå tilbage til { $service }
six-digits-hint = 6 cifre. Du må gerne skrive mellemrum.

## Tid
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
date-day-month = { $day }. { $month }
date-with-year = { $date } { $year }
at-time = kl. { $time }
at-date-and-time = { $date } kl. { $time }
list-and = { $first } og { $last }

## Felter
field-user-id = Bruger-id
field-password = Adgangskode
field-new-password = Ny adgangskode
field-new-password-again = Ny adgangskode en gang til
field-key = Nøgle til nummer { $number }
field-code = Kode fra e-mailen
field-otp = Koden på nøgleviseren
field-pin = Kode til nummer { $number }
field-sms-code = Kode fra telefonen
field-device-code = Koden på kodeviseren
field-national-id = Personnummer
field-work-email = E-mail på arbejdet

## Links
link-get-eid = Sådan får du elektronisk id
link-activate = Aktivér et nyt elektronisk id
link-cannot-log-in = Jeg kan ikke logge ind
link-other-methods = Vælg et andet elektronisk id
link-forgotten = Jeg har glemt bruger-id eller adgangskode
link-card-not-here = Jeg har ikke mit nøglekort her
link-card-lost = Jeg har mistet kortet: spær det nu
link-home = Til forsiden

## Hvem spørger
ctx-logging-in-to = Du logger ind hos
ctx-logging-out-of = Du logger ud fra
ctx-what-we-are = Elektronisk id
fact-check-address = Kontrollér, at adressen øverst er **{ $host }**.
fact-never-ask = Vi ringer eller skriver **aldrig** og beder om en nøgle.
fact-never-ask-code = Vi ringer eller skriver **aldrig** og beder om koden.
fact-as-user-id = Du logger ind med bruger-id **{ $user_id }**.
fact-level-low = Tjenesten godtager alle sikringsniveauer.
fact-level-substantial = Tjenesten kræver sikringsniveau **betydelig** eller **høj**.
fact-level-high = Tjenesten kræver sikringsniveau **høj**.
fact-learns = { $service } får { $what } at vide. Ikke andet.
fact-learns-nothing = { $service } får et tal, som kun gælder der. Den får ikke dit navn at vide.
learns-name = dit navn
learns-national-id = dit CPR-nummer
learns-work-email = din e-mail på arbejdet
level-low = lav
level-substantial = betydelig
level-high = høj

## Vælg elektronisk id
chooser-title = Vælg elektronisk id
chooser-lead = Vælg det, du har. De fører alle til samme sted.
chooser-lead-only = Her er der én måde at logge ind på. Tryk på den for at gå videre.
chooser-lead-down = Ingen af måderne at logge ind på svarer lige nu. Prøv igen om nogle minutter.
chooser-step-up = Du er logget ind med niveau { $level }. { $service } kræver mere.
chooser-last = Brugt sidst på denne enhed
chooser-all = Måder at logge ind på
chooser-others = Andre måder at logge ind på
chooser-more = Flere måder at logge ind på
chooser-remember = Husk valget på denne enhed
chooser-remember-hint = Fjern fluebenet på en maskine, som andre også bruger. Vi husker kun, hvilket elektronisk ID du valgte.
method-level = niveau { $level }
method-below-level = Giver niveau { $level }. Tjenesten kræver { $asked }.
method-down = Svarer ikke lige nu. Vælg et andet, eller prøv igen om lidt.
method-help = Hjælp til { $method }

## Bruger-id og adgangskode
password-title = Log ind med bruger‑id og adgangskode
password-hint = Første gang? Skriv nummeret på velkomstbrevet som bruger-id, og den midlertidige adgangskode.
password-missing = Skriv både bruger-id og adgangskode.
password-mismatch = Bruger-id og adgangskode passer ikke sammen. Kontrollér begge, og prøv igen.
password-wait = Der har været for mange forkerte forsøg. Du kan prøve igen { $until }.
password-exhausted = Der har været for mange forkerte forsøg. Kontakt support for at komme videre.
password-key-spent = Den nøgle er netop brugt i et andet login. Skriv bruger-id og adgangskode igen.
letter-expired = Tiden for disse breve er ude. Kontakt supporten, så får du nye.
letter-used = Disse breve er brugt. Log ind med det bruger-id og den adgangskode, du valgte.
letter-void = Du har fået nyere breve end disse. Brug de nyeste.

## Egen adgangskode
new-password-title = Vælg din egen adgangskode
new-password-lead = Vælg dit eget bruger-id og din egen adgangskode. Dem bruger du fra nu af.
new-password-rule-length = Mindst { $least } tegn. Lang er bedre end indviklet.
new-password-rule-words = Flere ord med mellemrum er fint.
new-password-rule-common = Ikke en almindelig adgangskode, og ikke dit bruger-id.
new-password-choose = Vælg adgangskode
new-password-too-short = Adgangskoden er for kort. Brug mindst { $least } tegn.
new-password-too-long = Adgangskoden er for lang. Brug højst { $most } tegn.
new-password-common = Mange andre bruger den adgangskode. Vælg en anden.
new-password-contains-user-id = Adgangskoden indeholder dit bruger-id. Vælg en anden.
new-password-contains-name = Adgangskoden indeholder en del af dit navn. Vælg en anden.
new-password-contains-number = Adgangskoden indeholder dit CPR-nummer eller din fødselsdato. Vælg en anden.
new-password-contains-service = Adgangskoden indeholder navnet på tjenesten eller på Lykill. Vælg en anden.
new-password-same = Det er den midlertidige adgangskode. Vælg en anden.
new-password-differs = De to adgangskoder er ikke ens. Skriv den samme i begge felter.
new-user-id-hint = Behold det, eller skriv et andet: 5 til 64 bogstaver og cifre.
new-user-id-length = Et bruger-id har 5 til 64 tegn. Vælg et andet.
new-user-id-character = Brug kun bogstaver, cifre og tegnene . _ - @. Begynd med et bogstav eller et ciffer.
new-user-id-number = Et bruger-id kan ikke ligne et CPR-nummer eller nummeret på et brev. Vælg et andet.
new-user-id-taken = En anden har dette bruger-id. Vælg et andet.
typed-password-strength = Adgangskoden, du skrev, er { $word }.
new-password-strength = Din nye adgangskode er { $word }.
strength-weak = svag
strength-fair = middel
strength-good = god
strength-strong = stærk

## Nøglekort
key-title = Indtast nøglen fra dit nøglekort
key-first-title = Indtast den første nøgle fra det nye kort
key-first-lead = Er kort { $card } kommet? Så tager du det i brug nu.
key-find-number = Find nummer
key-card = Kort
panel-top = Øverste felt
panel-middle = Midterste felt
panel-bottom = Nederste felt
key-place = { $panel }, kolonne { $column }, række { $row }. Nøglen står til højre for nummeret.
key-missing = Indtast nøglen til nummer { $number } fra kort { $card }.
key-mismatch = Nøglen passer ikke til nummer { $number }. Læs fra kort { $card }, og prøv igen.
key-wait = Der har været for mange forkerte nøgler. Du kan prøve igen { $until }.
key-exhausted = Der har været for mange forkerte nøgler. Kontakt support for at komme videre.
key-card-blocked = Det andet kort er netop blevet spærret. Brug kort { $card } nu.
key-left = **{ $left }** af { $all } nøgler tilbage.
key-reorder-at = Vi sender et nyt kort, når der er **{ $threshold }** tilbage.
key-on-its-way = Et nyt kort er på vej til dig.
key-new-card-arrived = Er det nye kort **{ $card }** kommet med posten?
key-use-new-card = Brug det nye kort
no-card-title = Du har ikke noget nøglekort i brug
no-card = Dit kort er spærret eller brugt op, og der er ikke bestilt et nyt. Supporten kan bestille et til dig.

## Key viewer and code device
number-title = Log ind med personnummer og adgangskode
number-missing = Skriv både personnummer og adgangskode.
number-mismatch = Personnummer og adgangskode passer ikke sammen. Kontrollér begge, og prøv igen.
number-key-spent = Den kode er netop brugt i et andet login. Skriv personnummer og adgangskode igen.
sms-title = Indtast den kode, vi har sendt dig
sms-lead = Vi har sendt en kode til din telefon, **{ $to }**.
sms-missing = Indtast den kode, der blev sendt til din telefon, 6 cifre.
sms-mismatch = { $left ->
    [one] Det er ikke den kode. Du har ét forsøg tilbage.
   *[other] Det er ikke den kode. Du har { $left } forsøg tilbage.
}
sms-older = Det er en ældre kode. Brug den nyeste, den blev sendt { $sent }.
sms-limit = Du har fået så mange koder, som vi kan sende. Du kan bede om en ny { $until }.
sms-tries-do = Log ind igen for at få en ny kode.
sms-resend-now = Har du ikke fået koden? Se, om telefonen har dækning, eller få en ny kode.
sms-call = Ring til mig med koden
no-phone-title = Vi kan ikke sende dig en kode
no-phone = Vi har ikke noget telefonnummer til dig, som vi kan sende en kode til. Et nummer, der er ændret, bruges efter et døgn. Vælg et andet elektronisk ID, eller spørg supporten.
pin-title = Indtast koden fra dit brev
pin-lead = Find brev **{ $letter }** frem, og find nummeret i det.
pin-first = Dette er den første kode fra dette brev. Har du et ældre kodebrev, virker det ikke længere efter den.
pin-missing = Indtast koden til nummer { $number } fra brev { $letter }.
pin-mismatch = Koden passer ikke til nummer { $number }. Læs fra brev { $letter }, og prøv igen.
pin-blocked = Det andet brev er netop spærret. Brug brev { $letter } nu.
pin-new-arrived = Er det nye brev **{ $letter }** kommet?
pin-use-new = Brug det nye brev
pin-left = { $left ->
    [one] 1 kode tilbage i brevet.
   *[other] { $left } koder tilbage i brevet.
}
pin-lost = Jeg har mistet brevet
no-pin-letter-title = Du har intet kodebrev i brug
no-pin-letter = Dit brev er spærret eller brugt op, og intet nyt er på vej. Vælg et andet elektronisk ID, eller bed supporten om et nyt brev.
otp-title = Indtast koden fra nøgleviseren
otp-lead = Tryk på knappen på nøgleviseren, og indtast de cifre, den viser.
otp-serial = Nøgleviser **{ $serial }**, nummeret står på bagsiden.
otp-hint = 6 eller 8 cifre. Mellemrum gør ikke noget.
otp-missing = Indtast koden, som nøgleviseren viser, 6 eller 8 cifre.
otp-mismatch = Det er ikke den kode, din nøgleviser viser nu. Tag en ny kode, og prøv igen.
otp-out-of-step = Bliver den nyeste kode afvist gang på gang? Så er nøgleviseren ude af takt. Supporten kan rette det.
device-title = Log ind med kodeviser
device-missing = Indtast personnummer og kode, 6 eller 8 cifre.
device-mismatch = Personnummer og kode passer ikke sammen. Tag en ny kode, og prøv igen.
device-password-title = Indtast din adgangskode
device-password-missing = Indtast adgangskoden.
device-password-mismatch = Adgangskoden er forkert. Se efter, og prøv igen.
no-viewer-title = Du har ingen nøgleviser i brug
no-viewer = Vælg nøglekortet for at logge ind. Supporten kan give dig en nøgleviser.

## Tilknyt konto
link-title = Tilknyt din e-mail på arbejdet
link-lead = { $company } vil vide, at det er dig, der logger ind. Vi sender en kode på 6 cifre til adressen herunder.
link-email-hint = Adressen kommer fra { $company }. Du kan ikke ændre den her.
link-send = Send e-mail
link-no-access = Kan du ikke læse den e-mail?
link-no-access-do = Kontakt lønkontoret. De kan ændre adressen, og så starter du forfra her.
link-limit = Du har fået så mange e-mails, som vi kan sende. Du kan bede om en ny { $until }.
fact-link-once = Det gør du kun én gang.
code-title = Indtast koden fra e-mailen
code-lead = Vi har sendt en kode til **{ $email }**.
code-valid-until = { $minutes ->
    [one] Koden gælder til { $until } (1 minut).
   *[other] Koden gælder til { $until } ({ $minutes } minutter).
}
code-has-ended = Koden udløb { $ended }. Bed om en ny.
link-account = Tilknyt konto
code-missing = Indtast den kode, der blev sendt til { $email }.
code-mismatch = { $left ->
    [one] Koden passer ikke. Se i den nyeste e-mail, den kom { $sent }. Du har 1 forsøg tilbage.
   *[other] Koden passer ikke. Se i den nyeste e-mail, den kom { $sent }. Du har { $left } forsøg tilbage.
}
code-expired = Den kode udløb { $ended }. Bed om en ny kode herunder.
code-older = Det er en ældre kode. Brug koden i den nyeste e-mail, den kom { $sent }.
code-tries = Der har været for mange forkerte koder. Koden virker ikke længere.
code-tries-do = Log ind igen for at få en ny kode. Der er ikke tilknyttet noget endnu.
resend = Send ny kode
resend-now = Har du ikke fået koden? Se i uønsket post, eller få en ny.
resend-from = Har du ikke fået koden? Du kan få en ny fra { $from }.
linked-title = Kontoen er tilknyttet
linked-lead = Hos **{ $company }** er du nu tilknyttet **{ $email }**.
linked-next-time = Næste gang
linked-next-time-text = Næste gang logger du bare ind med elektronisk id. Så kommer du direkte til { $service }.
home-screen-title = Læg tjenesten på hjemmeskærmen
home-screen-lead = Så finder du nemt tilbage til { $service } på telefonen.
home-screen-iphone = iPhone
home-screen-android = Android
home-screen-open = Åbn { $service } i browseren.
home-screen-iphone-share = Tryk på **Del**, firkanten med en pil op.
home-screen-iphone-add = Vælg **Føj til hjemmeskærm**.
home-screen-android-menu = Tryk på **menuen**, de tre prikker øverst.
home-screen-android-add = Vælg **Føj til startskærm**.
conflict-other-title = Du er allerede tilknyttet en anden adresse
conflict-other = Hos { $company } er du tilknyttet { $email }. Du kan have én adresse ad gangen hos hver arbejdsgiver.
conflict-taken-title = Denne e-mail er allerede tilknyttet
conflict-taken = Den adresse, som { $company } har registreret til dig, er allerede tilknyttet et elektronisk id.
conflict-none-title = Arbejdsgiveren har dig ikke i registret
conflict-none = Vi finder dig ikke blandt de ansatte hos { $company }.
conflict-do = Kontakt lønkontoret. De kan rette oplysningerne, og så starter du forfra.

## Det går ikke her
network-outside-title = Log ind uden for arbejdets netværk
network-outside = { $service } kan kun åbnes uden for arbejdets netværk. Lige nu er du på det.
network-mobile-data = Slå wi-fi fra på telefonen, og brug mobildata.
network-from-home = Eller log ind hjemmefra.
network-inside-title = Log ind fra arbejdets netværk
network-inside = { $service } kan kun åbnes fra arbejdets netværk. Lige nu er du uden for det.
network-at-work = Log ind, når du er på arbejde.
network-vpn = Eller slå arbejdets VPN til først.
young-title = Du skal være fyldt { $from_age } år
young = Du er { $age } år. Hos { $service } virker dit elektroniske id, fra du er { $from_age }.
young-from = Fra { $from } virker det her.
bank-look = I banken kan du kigge på dine konti, men ikke betale eller skrive under.
no-number-title = Du skal have et CPR-nummer
no-number = { $service } skal kende dit CPR-nummer. Dit elektroniske id har ikke noget.
bank-only = I banken kan du bruge det som før.
no-number-later = Får du et CPR-nummer, så sig det til supporten.
level-title = Tjenesten kræver et højere niveau
level-reached = { $service } kræver sikringsniveau { $asked }. Du loggede ind med niveau { $level }.
level-none = { $service } kræver sikringsniveau { $asked }. Ingen af måderne her giver det niveau.
level-ask-service = Spørg tjenesten, om du kan komme ind på en anden måde.
level-use = Log ind med { $method }. Det giver niveau { $asked }.
level-proofing = Få din identitet kontrolleret igen, som niveau { $asked } kræver. Support siger hvordan.
gone-expired-title = Dit login er slut
gone-expired = Der gik for lang tid, eller siden var et gammelt bogmærke. Der er ikke gået noget tabt.
gone-finished-title = Du er færdig her
gone-finished = Dette login er gennemført. Du blev sendt videre til tjenesten.
gone-other-title = Dit login er åbent i en anden browser
gone-other = Siden hører til et login i en anden browser. Fortsæt der, eller start forfra her.
cookies-title = Browseren tager ikke imod cookies
cookies = Vi bruger én cookie, mens du logger ind. Uden den ved { $host } ikke, at det stadig er dig.
cookies-allow = Tillad cookies for { $host } i indstillingerne.
cookies-private = Eller prøv en anden browser.
form-post-title = Ét trin tilbage
form-post-lead = Tryk på knappen for at gå tilbage til { $service }.

client-error-title = Vi kan ikke sende dig tilbage
client-error = Den tjeneste, du kom fra, spurgte os på en måde, som vi ikke kan svare på.
client-error-do = Der er ikke gået noget tabt. Gå tilbage til tjenesten, og fortæl dem det.
fault-client-missing = Forespørgslen mangler client_id.
fault-client-unknown = Ingen klient er registreret med denne værdi af client_id.
fault-redirect-missing = Forespørgslen mangler redirect_uri.
fault-redirect-not-registered = Værdien af redirect_uri er ikke registreret for klienten. Den skal være helt ens, tegn for tegn.
fault-request-unknown = Forespørgslen bag request_uri er brugt før, er udløbet eller er ukendt.
fault-parameter-twice = En parameter står to gange i forespørgslen.
fault-unreadable = Forespørgslen kan ikke læses.
fault-logout-not-registered = Adressen i post_logout_redirect_uri er ikke registreret, eller klienten er ukendt.

## Log ud
logout-title = Vil du logge ud?
logout-lead = Så bliver du logget ud af { $brand }. Den næste tjeneste spørger dig igen.
logout-do = Log ud
logout-stay = Bliv logget ind
logged-out-title = Du er logget ud
logged-out = Bruger du en fælles computer? Luk også browseren.
logged-out-none = Du var ikke logget ind her.
stayed-title = Du er stadig logget ind
stayed = Der er ikke ændret noget.

## Fejl
bad-request-title = Det forstod vi ikke
bad-request = Browseren sendte noget, som vi ikke kan læse. Gå tilbage, og prøv igen.
old-form-title = Siden var for gammel
old-form = Siden havde ligget for længe, eller den kom et andet sted fra. Åbn den igen, og prøv en gang til.
not-found-title = Siden findes ikke
not-found = Kontrollér adressen, eller gå til forsiden.
wrong-method-title = Sådan kan siden ikke åbnes
wrong-method = Gå tilbage, og brug knappen på siden.
too-large-title = Det blev for meget
too-large = Det, du sendte, er større, end vi tager imod. Gå tilbage, og skriv kortere.
busy-title = Der er kø lige nu
busy = Mange logger ind på samme tid. Vent et halvt minut, og prøv igen.
internal-title = Noget gik galt hos os
internal = Det er ikke din fejl, og der er ikke gået noget tabt. Prøv igen om lidt.

## Mistet kort
lost-title = Spær dit nøglekort eller kodebrev nu
lost = Hverken kort eller brev virker uden din adgangskode. Spær det alligevel med det samme.
lost-contact = Ring eller skriv til supporten. Du behøver ikke at logge ind.
lost-say = Oplys dit bruger-id, og kortets eller brevets nummer hvis du kender det.
lost-new-card = Spørg, hvordan du får et nyt.
lost-never = Vi spørger aldrig om din adgangskode, om en nøgle eller om en kode.

## Forsiden
home-title = { $brand }: elektronisk id
home-lead = Med ét elektronisk id logger du ind hos mange tjenester.
home-log-in-title = Sådan logger du ind
home-log-in = Start hos den tjeneste, du vil bruge. Den sender dig hertil og tilbage igen.
home-check-title = Kontrollér adressen
home-check = Skriv kun adgangskode og nøgler, når adressen øverst er { $host }.

## Hjælp
help-title = Hjælp
help-lead = Det meste af det, du har brug for, står her.
help-steps-title = To trin
help-steps = Først skriver du bruger-id og adgangskode. Så viser vi et nummer, og du skriver nøglen, der står ved det på nøglekortet.
help-key-title = Nøglekortet
help-key = Kortet har 148 nøgler, og hver virker én gang. Når der er få tilbage, sender vi et nyt af os selv.
help-link-title = Tilknyt dit arbejde
help-link = Første gang hos en arbejdsgiver sender vi en kode til din e-mail på arbejdet. Koden gælder i 5 minutter.
help-safe-title = Sådan er du sikker
help-safe = Tag ikke et billede af kortet. Giv ikke nøgler til nogen. Kontrollér altid, at adressen er { $host }.

## Få elektronisk id
get-title = Sådan får du elektronisk id
get-lead = { $brand } er for alle, der er fyldt 13 år.
get-who-title = Hvem kan få det?
get-who = Fra 15 år med CPR-nummer virker det overalt. Fra 13 til 15 år kan du kun kigge i banken. Uden CPR-nummer virker det kun i banken.
get-how-title = Sådan bestiller du
get-how = Kontakt supporten. De kontrollerer, hvem du er. Så får du tre breve: et velkomstbrev, en midlertidig adgangskode og nøglekortet.
get-first-title = Første gang
get-first = Skriv nummeret på velkomstbrevet og den midlertidige adgangskode. Vælg dit eget bruger-id og din egen adgangskode. Indtast så den første nøgle fra kortet.

activate-title = Aktivér dit elektroniske id
activate-lead = Hav tre breve klar: velkomstbrevet, den midlertidige adgangskode og nøglekortet.
activate-start = Begynd
activate-how-title = Sådan foregår det
activate-how = Skriv nummeret på velkomstbrevet som bruger-id, og den midlertidige adgangskode. Vælg dit eget bruger-id og din egen adgangskode. Indtast så den første nøgle fra kortet. Du kan stoppe når som helst og begynde igen: Intet er brugt op før den første nøgle.
activate-card-title = Nøglekortet er ikke kommet endnu
activate-card = Vent på det. Hvert brev sendes på sin egen dag. Brevene kan bruges i 60 dage.
activate-lost-title = Du har mistet et brev, eller nogen havde åbnet det
activate-lost = Kontakt supporten. Du får nye breve, og de gamle virker ikke mere.
activate-old-title = Brevene er mere end 60 dage gamle
activate-old = Kontakt supporten. Du får nye breve til den adresse, vi har.
activate-used-title = Brevene virker ikke mere
activate-used = De virker én gang. Efter fem forkerte forsøg virker de heller ikke. Har du aktiveret før? Log ind med dit eget bruger-id og din egen adgangskode.
activated-title = Dit elektroniske id er klar
activated-lead = Det er aktiveret. Smid de to breve ud, og pas på nøglekortet.
activated-next-title = Hvad nu?
activated-next = Gå til den tjeneste, du vil bruge, og log ind dér med bruger-id, adgangskode og nøglekort.

## Jeg kan ikke logge ind
cannot-title = Jeg kan ikke logge ind
cannot-lead = Find det, der passer, og gør, hvad der står.
cannot-password-title = Jeg har glemt bruger-id eller adgangskode
cannot-password = Kontakt supporten. De kontrollerer, hvem du er, og sender en midlertidig adgangskode med posten.
cannot-key-title = Jeg har ikke nøglekortet, eller nummeret er ulæseligt
cannot-key = Vælg et andet elektronisk id, hvis tjenesten tilbyder det. Ellers kan supporten sende et nyt kort.
cannot-wait-title = Der står, at jeg skal vente
cannot-wait = Efter flere forkerte forsøg skal du vente lidt. Siden siger, hvornår du kan prøve igen.
cannot-code-title = E-mailen med koden kommer ikke
cannot-code = Se i uønsket post. Efter et halvt minut kan du bede om en ny kode. Er adressen forkert, skal lønkontoret rette den.
cannot-network-title = Det virker ikke på arbejdet
cannot-network = Nogle arbejdsgivere tillader kun login uden for arbejdets netværk. Brug mobildata, eller log ind hjemmefra.

## Privatliv
privacy-title = Privatliv
privacy-lead = Vi gemmer kun det, der skal til for at vide, at det er dig.
privacy-what-title = Det gemmer vi
privacy-what = Navn, fødselsdato, CPR-nummer hvis du har et, og hvordan vi kan nå dig. Vi gemmer også, hvornår og hvor du har logget ind.
privacy-share-title = Det får tjenesterne
privacy-share = Hver tjeneste får kun det, der står på siden, hvor du vælger elektronisk id. Tjenesterne kan ikke genkende dig hos hinanden.
privacy-cookies-title = Cookies
privacy-cookies = Én holder dit login i gang. Én genkender din enhed, når du har logget ind. Én husker, hvilket elektronisk ID du valgte, hvis du vil. Ingen følger dig til andre steder.
privacy-rights-title = Dine rettigheder
privacy-rights = Du kan få vist, rettet og slettet oplysninger om dig. Kontakt supporten.

## Tilgængelighed
access-title = Tilgængelighed
access-lead = Alle skal kunne logge ind, også uden mus, med forstørrelse eller med skærmlæser.
access-how-title = Sådan er siderne lavet
access-how = De følger WCAG 2.2 på niveau AA. De virker uden script, kun med tastatur, i lyst og mørkt udseende og på små skærme.
access-tested-title = Sådan prøver vi dem
access-tested = Hver side i hver tilstand prøves med et automatisk værktøj, før den tages i brug.
access-cards-title = Nøglekortet i andre udgaver
access-cards = Du kan få nøglekortet med stor skrift, med punktskrift eller som tekst, der læses op. Bed supporten om det.

## Fortæl os
report-title = Fortæl os om fejl
report-lead = Er der noget, der ikke virker eller er svært at forstå? Sig det til os.
report-what-title = Det hjælper os
report-what = Fortæl, hvad du ville gøre, hvad der skete, og hvornår. Står der en kode på siden, så tag den med. Skriv aldrig adgangskoder eller nøgler.
report-misuse-title = Har nogen brugt dit id?
report-misuse = Ring til supporten med det samme. De spærrer kortet, mens du venter.

## Kun i demoen
demo-title = Prøv elektronisk id
demo-lead = Alt her virker rigtigt på din egen computer. Personerne er opdigtede.
demo-open-portal = Åbn { $portal }
demo-open-post = Læs posten
demo-tour-title = Sådan prøver du
demo-tour-1 = Åbn **{ $portal }**, og tryk på Log ind.
demo-tour-2 = Vælg **nøglekort** som elektronisk id.
demo-tour-3 = Skriv **bruger-id og adgangskode** til en person herunder.
demo-tour-4 = Find nøglekortet i **posten**, og skriv nøglen til nummeret.
demo-tour-5 = Send koden, og hent den i **posten**.
demo-tour-6 = Log ud og ind igen. **Anden gang** skal du ikke tilknytte noget.
demo-people-title = Personer at prøve med
demo-note-ready = Har det hele. Begynd her: log ind på Min lønn med nøglekortet i posten.
demo-note-low-card = Har 21 nøgler tilbage: næste gang bestilles et nyt kort, som kommer med posten.
demo-note-not-activated = Ny: den midlertidige adgangskode og nøglekortet ligger ubrugt i posten.
demo-note-teen = Er 14 år: bliver afvist hos en arbejdsgiver, kommer ind i banken.
demo-note-no-number = Har intet personnummer: bliver afvist hos en arbejdsgiver, kommer ind i banken.
demo-note-two-employers = Arbejder i Fjordvik kommune og i Havn Bygg (ingrid.moe@havnbygg.example): hver arbejdsgiver har sin egen tilknytning.
demo-post-of = Posten til { $name }
post-title = Posten
post-lead = Her havner alt, hvad demoen sender: e-mails, breve og nøglekort.
post-reload = Se efter ny post
post-back = Tilbage til start
post-whose = Hvis post
post-everybody = Alle
post-delivered = Leveret
post-empty = Der er ikke kommet noget endnu.
post-keys = Vis alle nøglerne
post-about = { $kind } til { $to }, { $at }
post-email = E-mail
post-sms = Sms
post-letter = Brev
post-key-card = Nøglekort
post-key-viewer = Nøgleviser
post-code-device = Kodeviser

## Login med kort
card-away-title = Hav { $method } klar
card-away = Sæt kortet i læseren, eller sæt USB-nøglen i. Når du går videre, spørger browseren, hvilket certifikat du vil bruge: Vælg det, der er til login, og skriv PIN-koden.
card-go = Brug kortet
card-shown-title = Dit kort er læst
card-shown = Sker der ikke noget, kan du vælge elektronisk id igen.
card-failed-title = Du er ikke logget ind
card-nothing = Browseren viste intet certifikat. Sidder kortet i læseren, og kender din computer det? Hvis du afbrød, skal du lukke alle browserens vinduer og prøve igen: Den husker det.
card-ended = Certifikatet på kortet er udløbet. Bestil et nyt kort hos udstederen, eller vælg et andet elektronisk id.
card-revoked = Certifikatet på kortet er spærret. Spørg udstederen, eller vælg et andet elektronisk id.
card-untrusted = Dette certifikat er ikke fra { $method }. Hvis browseren viste flere, så luk alle dens vinduer, prøv igen, og vælg et andet.
card-wrong-use = Dette certifikat er ikke til login. Et kort har ofte to: Luk alle browserens vinduer, prøv igen, og vælg det andet.
card-down = Kortets udsteder svarer ikke, så ingen ved, om det er spærret. Prøv igen om lidt, eller vælg et andet elektronisk id.
card-level = Dette kort når ikke det niveau, som tjenesten kræver. Vælg et andet elektronisk id.
card-unknown = Dit kort er i orden, men her ved vi ikke, hvem det tilhører. Vælg et andet elektronisk id, eller spørg supporten.
card-late = Det tog for lang tid. Prøv igen: Kortet skal læses inden for et minut.

## Login et andet sted
upstream-away-title = Log ind hos { $method }
upstream-away = Du er på vej til { $method }. Log ind der, så kommer du tilbage hertil.
upstream-go = Gå til { $method }
upstream-answered-title = Svaret fra { $method } kontrolleres
upstream-answered = Det tager nogle sekunder. Sker der ikke noget, kan du vælge elektronisk id igen.
upstream-failed-title = Du er ikke logget ind
upstream-declined = { $method } loggede dig ikke ind. Måske afbrød du der.
upstream-down-title = { $method } svarer ikke
upstream-down = { $method } kan ikke bruges lige nu. Vælg et andet elektronisk id, eller prøv igen om lidt.
upstream-wrong = Svaret fra { $method } er ikke til at stole på, så det blev ikke brugt. Prøv igen.
upstream-level = Login hos { $method } gav ikke det niveau, som tjenesten kræver.
upstream-unknown = { $method } kender dig, men her ved vi ikke, hvem du er hos dem. Vælg et andet elektronisk id.
upstream-choose-again = Vælg elektronisk id igen

## Adgangsnøgler
link-passkeys = Dine adgangsnøgler
passkey-title = Log ind med adgangsnøgle
passkey-lead = Din enhed beder om finger, ansigt eller PIN. Du skriver ikke noget her.
passkey-hint = Din enhed spørger, hvem du er.
passkey-use = Brug adgangsnøgle
passkey-instead-title = Uden at skrive af
passkey-no-script = Dette kræver JavaScript, og det er slået fra i din browser. Slå det til, eller vælg en anden måde.
passkey-cannot = Adgangsnøgler kan ikke bruges her. Vælg en anden måde at logge ind på.
passkey-nothing = Der kom ikke noget fra din enhed. Prøv igen, eller vælg en anden måde.
passkey-refused = Denne adgangsnøgle kan ikke bruges her. Prøv igen, eller vælg en anden måde.
passkey-late = Der gik mere end fem minutter. Prøv igen.
passkey-waits = Adgangsnøglen er ny. Du kan bruge den fra { $until }.
passkey-copied = Der kan være en kopi af adgangsnøglen. Derfor blev den ikke brugt. Ring til supporten.
passkeys-title = Dine adgangsnøgler
passkeys-lead = Med en adgangsnøgle logger du ind med finger, ansigt eller PIN på din egen enhed.
passkeys-nobody = Log ind, så ser du dine adgangsnøgler og kan tilføje en.
passkeys-log-in = Log ind
passkeys-none = Du har ingen adgangsnøgle endnu.
passkeys-added = Tilføjet { $at }.
passkeys-used = Sidst brugt { $at }.
passkeys-waits = Kan bruges fra { $until }.
passkeys-remove = Fjern
passkeys-remove-this = Fjern { $label }
passkeys-add-title = Tilføj en adgangsnøgle
passkeys-label = Hvad kalder du den?
passkeys-label-hint = For eksempel »Min telefon«.
passkeys-label-missing = Skriv, hvad du kalder adgangsnøglen, med højst 60 tegn.
passkeys-wait = Vi giver dig besked, når en ny adgangsnøgle er tilføjet. Kan den ikke bruges med det samme, står det her, hvornår den kan.
passkeys-add = Tilføj adgangsnøgle
passkeys-no-script = For at tilføje en adgangsnøgle skal JavaScript være slået til i din browser.
passkeys-again = Vil du tilføje en adgangsnøgle? Log ind igen først.
passkeys-full = Du har ti adgangsnøgler eller har tilføjet ti på et døgn. Fjern en, eller vent til i morgen.
passkeys-known = Denne enhed har en adgangsnøgle her i forvejen.
passkeys-not-taken = Svaret fra enheden kan ikke bruges. Prøv igen, eller tag en anden enhed.
passkeys-gone = Adgangsnøglen er allerede fjernet.
passkey-stop-title = Var det ikke dig?
passkey-stop-lead = Stop adgangsnøglen »{ $label }«, hvis du ikke tilføjede den. Så logger ingen ind med den.
passkey-stop-do = Stop adgangsnøglen
passkey-stopped-title = Adgangsnøglen er stoppet
passkey-stopped = Ingen logger ind med den. Nogen kan kende din adgangskode, så ring til supporten.
passkey-stop-unknown-title = Linket er ikke kendt
passkey-stop-unknown = Åbn linket fra beskeden igen, eller ring til supporten.
