### English. Short sentences, one idea in each. ** ** around what is stressed.

## The frame
skip-to-main = Skip to main content
nav-help-and-language = Help and language
nav-help = Help
nav-language = Language:
foot-privacy = Privacy
foot-accessibility = Accessibility
foot-report = Report a problem
title-error = Error: { $title }
summary-title = There is a problem
step-of = Step { $now } of { $of }
continue = Continue
cancel = Cancel
log-in = Log in
try-again = Try again
what-you-can-do = What you can do
for-the-developer = For the developer of the service
reference-code = Does it happen again? Give support the code **{ $code }**.
support-heading = Support
payroll-heading = They can help you
start-again-at = Start again at { $service }
start-again-where-you-came-from = Go back to the service you came from, and log in again there.
continue-to = Go to { $service }
back-to = Back to { $service }
cancel-back-to = Cancel and go back to { $service }
six-digits-hint = 6 digits. Spaces are fine.

## Time
month-1 = January
month-2 = February
month-3 = March
month-4 = April
month-5 = May
month-6 = June
month-7 = July
month-8 = August
month-9 = September
month-10 = October
month-11 = November
month-12 = December
date-day-month = { $day } { $month }
date-with-year = { $date } { $year }
at-time = at { $time }
at-date-and-time = on { $date } at { $time }
list-and = { $first } and { $last }

## Fields
field-user-id = User ID
field-password = Password
field-new-password = New password
field-new-password-again = New password once more
field-key = Key for number { $number }
field-code = Code from the e-mail
field-otp = Code on the key viewer
field-pin = Code for number { $number }
field-sms-code = Code from the telephone
field-device-code = Code on the code device
field-national-id = National identity number
field-work-email = Work e-mail

## Links
link-get-eid = How to get an electronic ID
link-activate = Activate a new electronic ID
link-cannot-log-in = I cannot log in
link-other-methods = Choose another electronic ID
link-forgotten = I have forgotten my user ID or password
link-card-not-here = I do not have my key card here
link-card-lost = I have lost the card: block it now
link-home = To the front page

## Who asks
ctx-logging-in-to = You are logging in to
ctx-logging-out-of = You are logging out of
ctx-what-we-are = Electronic ID
fact-check-address = Check that the address at the top is **{ $host }**.
fact-never-ask = We **never** call or write to ask for a key.
fact-never-ask-code = We **never** call or write to ask for the code.
fact-as-user-id = You are logging in with user ID **{ $user_id }**.
fact-level-low = The service accepts every security level.
fact-level-substantial = The service requires security level **substantial** or **high**.
fact-level-high = The service requires security level **high**.
fact-learns = { $service } gets { $what }. Nothing else.
fact-learns-nothing = { $service } gets a number that is used only there. It does not get your name.
learns-name = your name
learns-national-id = your national identity number
learns-work-email = your work e-mail address
level-low = low
level-substantial = substantial
level-high = high

## Choose electronic ID
chooser-title = Choose electronic ID
chooser-lead = Choose the one you have. They all lead to the same place.
chooser-lead-only = There is one way to log in here. Press it to go on.
chooser-lead-down = None of the ways to log in answers just now. Try again in a few minutes.
chooser-step-up = You are logged in with level { $level }. { $service } requires more.
chooser-last = Last used on this device
chooser-all = Ways to log in
chooser-others = Other ways to log in
chooser-more = More ways to log in
chooser-remember = Remember the choice on this device
chooser-remember-hint = Remove the tick on a machine that others use, too. We remember only which electronic ID you chose.
method-level = level { $level }
method-below-level = Gives level { $level }. The service requires { $asked }.
method-down = Does not answer just now. Choose another one, or try again soon.
method-help = Help with { $method }

## User ID and password
password-title = Log in with user ID and password
password-hint = First time? Type the number of the welcome letter as user ID, and the temporary password.
password-missing = Type both user ID and password.
password-mismatch = User ID and password do not match. Check both and try again.
password-wait = There were too many wrong attempts. You can try again { $until }.
password-exhausted = There were too many wrong attempts. Contact support to go on.
password-key-spent = That key was just used in another login. Type user ID and password again.
letter-expired = The time of these letters is over. Contact support, and you get new ones.
letter-used = These letters were used already. Log in with the user ID and password that you chose.
letter-void = Newer letters took the place of these. Use the newest ones.

## Own password
new-password-title = Choose your own password
new-password-lead = Choose a user ID and a password of your own. You use them from now on.
new-password-rule-length = At least { $least } characters. Long is better than complicated.
new-password-rule-words = Several words with spaces are fine.
new-password-rule-common = Not a common password, and not your user ID.
new-password-choose = Choose password
new-password-too-short = The password is too short. Use at least { $least } characters.
new-password-too-long = The password is too long. Use at most { $most } characters.
new-password-common = Many others use this password. Choose another one.
new-password-contains-user-id = The password contains your user ID. Choose another one.
new-password-contains-name = The password contains part of your name. Choose another one.
new-password-contains-number = The password contains your national ID or your birth date. Choose another one.
new-password-contains-service = The password contains the name of the service or of Lykill. Choose another one.
new-password-same = This is the temporary password. Choose another one.
new-password-differs = The two passwords differ. Type the same in both fields.
new-user-id-hint = Keep it or type another one: 5 to 64 letters and digits.
new-user-id-length = A user ID has 5 to 64 characters. Choose another one.
new-user-id-character = Use letters, digits and the signs . _ - @ only. Begin with a letter or digit.
new-user-id-number = A user ID cannot look like a national identity number or the number of a letter. Choose another one.
new-user-id-taken = Somebody else has this user ID. Choose another one.
typed-password-strength = Strength of the password that you typed: { $word }.
new-password-strength = Strength of your new password: { $word }.
strength-weak = weak
strength-fair = fair
strength-good = good
strength-strong = strong

## Key card
key-title = Enter the key from your key card
key-first-title = Enter the first key from the new card
key-first-lead = Has card { $card } arrived? You start using it now.
key-find-number = Find number
key-card = Card
panel-top = Top panel
panel-middle = Middle panel
panel-bottom = Bottom panel
key-place = { $panel }, column { $column }, row { $row }. The key is to the right of the number.
key-missing = Type the key for number { $number } from card { $card }.
key-mismatch = The key does not match number { $number }. Read from card { $card } and try again.
key-wait = There were too many wrong keys. You can try again { $until }.
key-exhausted = There were too many wrong keys. Contact support to go on.
key-card-blocked = The other card has just been blocked. Use card { $card } now.
key-left = **{ $left }** of { $all } keys left.
key-reorder-at = We send a new card when **{ $threshold }** are left.
key-on-its-way = A new card is on its way to you.
key-new-card-arrived = Has the new card **{ $card }** arrived in the post?
key-use-new-card = Use the new card
no-card-title = You have no key card in use
no-card = Your card is blocked or used up, and no new one is ordered. Support can order one for you.

## Key viewer and code device
number-title = Log in with national identity number and password
number-missing = Type both national identity number and password.
number-mismatch = National identity number and password do not match. Check both and try again.
number-key-spent = That code was just used in another login. Type national identity number and password again.
sms-title = Enter the code that we sent you
sms-lead = We have sent a code to your telephone, **{ $to }**.
sms-missing = Type the code that was sent to your telephone, 6 digits.
sms-mismatch = { $left ->
    [one] It is not that code. You have one try left.
   *[other] It is not that code. You have { $left } tries left.
}
sms-older = That is an older code. Use the newest one; it was sent at { $sent }.
sms-limit = You have got as many codes as we can send. You can ask for a new one { $until }.
sms-tries-do = Log in again to get a new code.
sms-resend-now = No code yet? Check that the telephone has coverage, or get a new code.
sms-call = Call me with the code
no-phone-title = We cannot send you a code
no-phone = We have no telephone number for you to which we may send a code. A number that was changed is used after a day. Choose another electronic ID, or ask support.
pin-title = Enter the code from your letter
pin-lead = Take letter **{ $letter }** and find the number in it.
pin-first = This is the first code from this letter. If you have an older PIN letter, it stops working then.
pin-missing = Type the code for number { $number } from letter { $letter }.
pin-mismatch = The code does not match number { $number }. Read from letter { $letter } and try again.
pin-blocked = The other letter has just been blocked. Use letter { $letter } now.
pin-new-arrived = Has the new letter **{ $letter }** arrived?
pin-use-new = Use the new letter
pin-left = { $left ->
    [one] 1 code left in the letter.
   *[other] { $left } codes left in the letter.
}
pin-lost = I have lost the letter
no-pin-letter-title = You have no PIN letter in use
no-pin-letter = Your letter is blocked or used up, and no new one is on its way. Choose another electronic ID, or ask support for a new letter.
otp-title = Enter the code from your key viewer
otp-lead = Press the button on the key viewer and type the digits that it shows.
otp-serial = Key viewer **{ $serial }**, the number is on its back.
otp-hint = 6 or 8 digits. Spaces are fine.
otp-missing = Type the code that the key viewer shows, 6 or 8 digits.
otp-mismatch = That is not the code that your key viewer shows now. Take a new one and try again.
otp-out-of-step = Is the newest code refused again and again? Then the key viewer is out of step. Support can put it right.
device-title = Log in with code device
device-missing = Type the national identity number and the code, 6 or 8 digits.
device-mismatch = National identity number and code do not match. Take a new code and try again.
device-password-title = Enter your password
device-password-missing = Type your password.
device-password-mismatch = The password is wrong. Check it and try again.
no-viewer-title = You have no key viewer in use
no-viewer = Choose the key card to log in. Support can give you a key viewer.

## Link account
link-title = Link your work e-mail
link-lead = { $company } wants to know that it is you who logs in. We send a code of 6 digits to the address below.
link-email-hint = The address comes from { $company }. You cannot change it here.
link-send = Send e-mail
link-no-access = Can you not read that mailbox?
link-no-access-do = Contact payroll. They can change the address; then you start again here.
link-limit = You have got as many e-mails as we can send. You can ask for a new one { $until }.
fact-link-once = You do this only once.
code-title = Enter the code from the e-mail
code-lead = We have sent a code to **{ $email }**.
code-valid-until = { $minutes ->
    [one] The code is valid until { $until } (1 minute).
   *[other] The code is valid until { $until } ({ $minutes } minutes).
}
code-has-ended = The code ended at { $ended }. Ask for a new one.
link-account = Link account
code-missing = Type the code that was sent to { $email }.
code-mismatch = { $left ->
    [one] The code does not match. Check the newest e-mail; it came at { $sent }. 1 attempt left.
   *[other] The code does not match. Check the newest e-mail; it came at { $sent }. { $left } attempts left.
}
code-expired = That code ended at { $ended }. Ask for a new code below.
code-older = That is an older code. Use the code in the newest e-mail; it came at { $sent }.
code-tries = There were too many wrong codes. This code does not work any more.
code-tries-do = Log in again to get a new code. Nothing is linked yet.
resend = Send a new code
resend-now = No code yet? Look in your spam folder, or get a new one.
resend-from = No code yet? You can get a new one from { $from }.
linked-title = The account is linked
linked-lead = At **{ $company }** you are now linked to **{ $email }**.
linked-next-time = Next time
linked-next-time-text = Next time you only log in with your electronic ID. Then you come straight to { $service }.
home-screen-title = Put the service on your home screen
home-screen-lead = Then you easily find { $service } again on your phone.
home-screen-iphone = iPhone
home-screen-android = Android
home-screen-open = Open { $service } in the browser.
home-screen-iphone-share = Tap **Share**, the square with an arrow up.
home-screen-iphone-add = Choose **Add to Home Screen**.
home-screen-android-menu = Tap the **menu**, the three dots at the top.
home-screen-android-add = Choose **Add to Home screen**.
conflict-other-title = You are already linked to another address
conflict-other = At { $company } you are linked to { $email }. You can have one address at a time with each employer.
conflict-taken-title = This e-mail is already linked
conflict-taken = The address that { $company } has for you is already linked to an electronic ID.
conflict-none-title = The employer does not have you in its register
conflict-none = We do not find you among the employees of { $company }.
conflict-do = Contact payroll. They can correct the register; then you start again.

## Not possible here
network-outside-title = Log in outside the work network
network-outside = { $service } works only outside the work network. Now you are inside it.
network-mobile-data = Turn off Wi-Fi on your phone and use mobile data.
network-from-home = Or log in from home.
network-inside-title = Log in from the work network
network-inside = { $service } works only inside the work network. Now you are outside it.
network-at-work = Log in when you are at work.
network-vpn = Or connect to the VPN of your work first.
young-title = You must be { $from_age } or older
young = You are { $age }. At { $service } your electronic ID works from the age of { $from_age }.
young-from = From { $from } it works here.
bank-look = In the bank you can look at your accounts, but not pay or sign.
no-number-title = You need a national identity number
no-number = { $service } must know your national identity number. Your electronic ID has none.
bank-only = In the bank you can use it as before.
no-number-later = If you get a number, tell support.
level-title = The service requires a higher level
level-reached = { $service } requires security level { $asked }. You logged in with level { $level }.
level-none = { $service } requires security level { $asked }. None of the ways to log in here gives that level.
level-ask-service = Ask the service for another way in.
level-use = Log in with { $method }. It gives level { $asked }.
level-proofing = Have your identity checked again, as level { $asked } requires. Support tells you how.
gone-expired-title = The login is over
gone-expired = It took too long, or the page was an old bookmark. Nothing is lost.
gone-finished-title = You are done here
gone-finished = This login is done. You were sent on to the service.
gone-other-title = The login is open in another browser
gone-other = This page belongs to a login in another browser. Go on there, or start again here.
cookies-title = Your browser does not accept cookies
cookies = We use one cookie while you log in. Without it { $host } does not know that it is still you.
cookies-allow = Allow cookies for { $host } in the settings.
cookies-private = Or try another browser.
form-post-title = One step left
form-post-lead = Press the button to go back to { $service }.

client-error-title = We cannot send you back
client-error = The service you came from asked us in a way that we cannot answer.
client-error-do = Nothing is lost. Go back to the service and tell them.
fault-client-missing = The request lacks client_id.
fault-client-unknown = No client is registered with this client_id.
fault-redirect-missing = The request lacks redirect_uri.
fault-redirect-not-registered = The redirect_uri is not registered for the client. It must be the same, character by character.
fault-request-unknown = The request behind request_uri was used before, has ended or is unknown.
fault-parameter-twice = A parameter stands in the request twice.
fault-unreadable = The request cannot be read.
fault-logout-not-registered = The post_logout_redirect_uri is not registered, or the client is unknown.

## Log out
logout-title = Do you want to log out?
logout-lead = You will be logged out of { $brand }. The next service asks you again.
logout-do = Log out
logout-stay = Stay logged in
logged-out-title = You are logged out
logged-out = Do others use this computer too? Close the browser as well.
logged-out-none = You were not logged in here.
stayed-title = You are still logged in
stayed = Nothing has changed.

## Errors
bad-request-title = We did not understand that
bad-request = The browser sent something that we cannot read. Go back and try again.
old-form-title = The page was too old
old-form = The page was open for too long, or it came from elsewhere. Open it again and try once more.
not-found-title = There is no such page
not-found = Check the address, or go to the front page.
wrong-method-title = The page cannot be opened this way
wrong-method = Go back and use the button on the page.
too-large-title = That was too much
too-large = What you sent is larger than we accept. Go back and write less.
busy-title = There is a queue right now
busy = Many people log in at once. Wait half a minute and try again.
internal-title = Something went wrong on our side
internal = It is not your fault, and nothing is lost. Try again in a moment.

## Lost card
lost-title = Block your key card or PIN letter now
lost = Neither a card nor a letter works without your password. Block it all the same, at once.
lost-contact = Call or write to support. You need not log in.
lost-say = Give your user ID, and the number of the card or letter if you know it.
lost-new-card = Ask how you get a new one.
lost-never = We never ask for your password, for a key or for a code.

## Front page
home-title = { $brand }: electronic ID
home-lead = With one electronic ID you log in to many services.
home-log-in-title = How to log in
home-log-in = Start at the service you want to use. It sends you here and back again.
home-check-title = Check the address
home-check = Type password and keys only when the address at the top is { $host }.

## Help
help-title = Help
help-lead = Most of what you need to know is here.
help-steps-title = Two steps
help-steps = First you type user ID and password. Then we show a number, and you type the key beside it on your key card.
help-key-title = The key card
help-key = The card has 148 keys, and each works once. When few are left, we send a new card without being asked.
help-link-title = Link your work
help-link = The first time at an employer, we send a code to your work e-mail. The code is valid for 5 minutes.
help-safe-title = How to stay safe
help-safe = Do not photograph the card. Do not give keys to anybody. Always check that the address is { $host }.

## Get an electronic ID
get-title = How to get an electronic ID
get-lead = { $brand } is for everybody aged 13 or older.
get-who-title = Who can get it?
get-who = From 15 with a national identity number it works everywhere. From 13 to 15 you can only look in your bank. Without a number it works only in the bank.
get-how-title = How to order
get-how = Contact support. They check who you are. Then you get three letters: a welcome letter, a temporary password and the key card.
get-first-title = The first time
get-first = Type the number of the welcome letter and the temporary password. Choose your own user ID and password. Then type the first key from the card.

activate-title = Activate your electronic ID
activate-lead = Have three letters ready: the welcome letter, the temporary password and the key card.
activate-start = Begin
activate-how-title = How it goes
activate-how = Type the number of the welcome letter as user ID, and the temporary password. Choose your own user ID and password. Then type the first key from the card. You can stop at any time and begin again: nothing is used up before the first key.
activate-card-title = The key card has not come yet
activate-card = Wait for it. Each letter is posted on its own day. The letters can be used for 60 days.
activate-lost-title = You have lost a letter, or somebody had opened it
activate-lost = Contact support. You get new letters, and the old ones no longer work.
activate-old-title = The letters are more than 60 days old
activate-old = Contact support. You get new letters to the address we know.
activate-used-title = The letters do not work any more
activate-used = They work once, and five wrong attempts end them. Have you activated before? Then log in with your own user ID and password.
activated-title = Your electronic ID is ready
activated-lead = It is activated. Throw the two letters away and keep the key card.
activated-next-title = What now?
activated-next = Go to the service you want to use. Log in there with your user ID, your password and the key card.

## I cannot log in
cannot-title = I cannot log in
cannot-lead = Find what fits, and do what it says.
cannot-password-title = I have forgotten my user ID or password
cannot-password = Contact support. They check who you are and send a temporary password by post.
cannot-key-title = I do not have the key card, or the number cannot be read
cannot-key = Choose another electronic ID if the service offers it. Otherwise support can send a new card.
cannot-wait-title = It says that I must wait
cannot-wait = After several wrong attempts you must wait a little. The page says when you can try again.
cannot-code-title = The e-mail with the code does not come
cannot-code = Look in your spam folder. After half a minute you can ask for a new code. If the address is wrong, payroll must correct it.
cannot-network-title = I cannot log in from work
cannot-network = Some employers allow logins only outside the work network. Use mobile data, or log in from home.

## Privacy
privacy-title = Privacy
privacy-lead = We keep only what is needed to know that it is you.
privacy-what-title = What we keep
privacy-what = Name, date of birth, national identity number if you have one, and how to reach you. We also keep when and where you logged in.
privacy-share-title = What the services get
privacy-share = Each service gets only what the page says where you choose electronic ID. Services cannot recognise you at each other.
privacy-cookies-title = Cookies
privacy-cookies = One keeps your login going. One recognises your device after you have logged in. One remembers which electronic ID you chose, if you like. None follows you to other places.
privacy-rights-title = Your rights
privacy-rights = You can see, correct and delete what we know about you. Contact support.

## Accessibility
access-title = Accessibility
access-lead = Everybody must be able to log in, also without a mouse, with magnification or with a screen reader.
access-how-title = How the pages are made
access-how = They follow WCAG 2.2 at level AA. They work without scripts, by keyboard alone, in light and dark, and on small screens.
access-tested-title = How we test them
access-tested = Every page in every state is checked by an automatic tool before it is used.
access-cards-title = The key card in other forms
access-cards = You can have the key card in large print, in braille, or as text to be read aloud. Ask support for it.

## Report
report-title = Report a problem
report-lead = Does something not work, or is something hard to understand? Tell us.
report-what-title = What helps us
report-what = Say what you wanted to do, what happened, and when. If the page shows a code, add it. Never write passwords or keys.
report-misuse-title = Has somebody used your ID?
report-misuse = Call support at once. They block the card while you wait.

## Only in the demo
demo-title = Try electronic ID
demo-lead = Everything here really works, on your own computer. The people are made up.
demo-open-portal = Open { $portal }
demo-open-post = Read the post
demo-tour-title = What to try
demo-tour-1 = Open **{ $portal }** and press Log in.
demo-tour-2 = Choose **key card** as your electronic ID.
demo-tour-3 = Type **user ID and password** of a person below.
demo-tour-4 = Find the key card in the **post**, and type the key for the number.
demo-tour-5 = Send the code, and fetch it from the **post**.
demo-tour-6 = Log out and in again. The **second time** there is no linking.
demo-people-title = People to try with
demo-note-ready = Has everything. Start here: log in to Min lønn with the key card in the post.
demo-note-low-card = 21 keys left: the next login orders a new card, which comes by post.
demo-note-not-activated = New: the temporary password and the key card are in the post, never used.
demo-note-teen = 14 years old: refused at an employer's service, let in at the bank.
demo-note-no-number = Has no national number: refused at an employer's service, let in at the bank.
demo-note-two-employers = Works for Fjordvik kommune and for Havn Bygg (ingrid.moe@havnbygg.example): each employer has its own link.
demo-post-of = Post to { $name }
post-title = The post
post-lead = Everything the demo sends ends up here: e-mails, letters and key cards.
post-reload = Look for new post
post-back = Back to start
post-whose = Whose post
post-everybody = Everybody
post-delivered = Delivered
post-empty = Nothing has come yet.
post-keys = Show all keys
post-about = { $kind } to { $to }, { $at }
post-email = E-mail
post-sms = Text message
post-letter = Letter
post-key-card = Key card
post-key-viewer = Key viewer
post-code-device = Code device

## Logging in with a card
card-away-title = Have { $method } ready
card-away = Put the card into the reader, or plug in the USB key. When you go on, your browser asks which certificate to use: choose the one for logging in, then type the PIN.
card-go = Use the card
card-shown-title = Your card was read
card-shown = If nothing happens, choose an electronic ID again.
card-failed-title = You are not logged in
card-nothing = Your browser showed no certificate. Is the card in the reader, and does your computer know it? If you cancelled, close all windows of the browser and try again: it remembers that.
card-ended = The certificate on this card has ended. Order a new card from whoever issued it, or choose another electronic ID.
card-revoked = The certificate on this card was revoked. Ask whoever issued it, or choose another electronic ID.
card-untrusted = This certificate is not one of { $method }. If your browser offered several, close all its windows, try again and choose another one.
card-wrong-use = This certificate is not for logging in. A card often has two: close all windows of the browser, try again and choose the other one.
card-down = Whoever issued the card does not answer, so nobody knows whether it was blocked. Try again in a while, or choose another electronic ID.
card-level = This card does not reach the level that the service requires. Choose another electronic ID.
card-unknown = Your card is good, but here we do not know whose it is. Choose another electronic ID, or ask support.
card-late = That took too long. Try again: the card must be read within a minute.

## Logging in elsewhere
upstream-away-title = Log in at { $method }
upstream-away = You are on your way to { $method }. Log in there, and you come back here.
upstream-go = Go on to { $method }
upstream-answered-title = The answer of { $method } is being checked
upstream-answered = That takes a few seconds. If nothing happens, you can choose an electronic ID again.
upstream-failed-title = You are not logged in
upstream-declined = { $method } did not log you in. Perhaps you cancelled there.
upstream-down-title = { $method } does not answer
upstream-down = { $method } cannot be used just now. Choose another electronic ID, or try again in a while.
upstream-wrong = The answer of { $method } cannot be trusted, so it was not used. Try again.
upstream-level = The login at { $method } did not give the level that the service requires.
upstream-unknown = { $method } knows you, but here we do not know who you are with them. Choose another electronic ID.
upstream-choose-again = Choose an electronic ID again

## Passkeys
link-passkeys = Your passkeys
passkey-title = Log in with a passkey
passkey-lead = Your device asks for your finger, face or PIN. You type nothing here.
passkey-hint = Your device asks who you are.
passkey-use = Use passkey
passkey-instead-title = Without copying
passkey-no-script = This needs JavaScript, and it is off in your browser. Turn it on, or choose another way.
passkey-cannot = Passkeys cannot be used here. Choose another way to log in.
passkey-nothing = Nothing came from your device. Try again, or choose another way.
passkey-refused = This passkey cannot be used here. Try again, or choose another way.
passkey-late = It took more than five minutes. Try again.
passkey-waits = The passkey is new. You can use it from { $until }.
passkey-copied = There may be a copy of the passkey. So it was not used. Call support.
passkeys-title = Your passkeys
passkeys-lead = With a passkey you log in by finger, face or PIN on your own device.
passkeys-nobody = Log in to see your passkeys and add one.
passkeys-log-in = Log in
passkeys-none = You have no passkey yet.
passkeys-added = Added { $at }.
passkeys-used = Last used { $at }.
passkeys-waits = Can be used from { $until }.
passkeys-remove = Remove
passkeys-remove-this = Remove { $label }
passkeys-add-title = Add a passkey
passkeys-label = What do you call it?
passkeys-label-hint = For example “My phone”.
passkeys-label-missing = Type what you call the passkey, in at most 60 characters.
passkeys-wait = We tell you when a new passkey is added. If it cannot be used at once, you see here from when it can.
passkeys-add = Add passkey
passkeys-no-script = To add a passkey, JavaScript must be on in your browser.
passkeys-again = Do you want to add a passkey? Log in again first.
passkeys-full = You have ten passkeys, or added ten within a day. Remove one, or wait until tomorrow.
passkeys-known = This device has a passkey here already.
passkeys-not-taken = The answer of your device cannot be used. Try again, or take another device.
passkeys-gone = The passkey is already removed.
passkey-stop-title = Was it not you?
passkey-stop-lead = Stop the passkey “{ $label }” if you did not add it. Then nobody logs in with it.
passkey-stop-do = Stop the passkey
passkey-stopped-title = The passkey is stopped
passkey-stopped = Nobody logs in with it. Somebody may know your password, so call support.
passkey-stop-unknown-title = We do not know this link
passkey-stop-unknown = Open the link from the message again, or call support.
