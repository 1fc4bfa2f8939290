## Time. A month stands as it is written inside a sentence.

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
time = { $hour }:{ $minute }
moment = { $day } { $month } { $year } at { $time }

## E-mail

email-end =
    Regards, { $issuer }

    You cannot reply to this e-mail.

link-code-subject = { $code } is your code to link the work account
link-code-body =
    Your code is:

        { $code }

    It is valid until { $until } (5 minutes). Type it on the page where you asked for it.

    { $person } asked for the code to link the work account at { $company } to their electronic ID.

    Was it not you? Then there is nothing to do. Without the code nothing is linked.

    Never give the code to anyone. We never ask for it by phone, text message or e-mail.

link-code-somebody = The person who logged in

new-device-subject = New login with your electronic ID
new-device-body =
    Somebody logged in at { $service } from a browser that we have not seen before.

    Time: { $at }

    If it was you, there is nothing to do.

    Was it not you? Ask for your electronic ID to be blocked at once. { $help }

key-reused-subject = Somebody tried a used key from your card
key-reused-body =
    A key from card { $card } was typed once more after it was used. It was refused: each key works only once.

    Time: { $at }

    If you typed the same key twice yourself, there is nothing to do.

    Was it not you? Then others may have seen the card. Ask for it to be blocked at once. { $help }

pin-code-reused-subject = Somebody tried a used code from your PIN letter
pin-code-reused-body =
    A code from PIN letter { $letter } was typed once more after it was used. It was refused: each code works only once.

    Time: { $at }

    If you typed the same code twice yourself, there is nothing to do.

    Was it not you? Then others may have seen the letter. Ask for it to be blocked at once. { $help }

linked-subject = Your work account is linked
linked-body =
    Your work account is linked to your electronic ID.

    Employer: { $company }
    Work address: { $email }
    Time: { $at }

    Was it not you? Tell your employer at once. { $help }

method-connected-subject = You can now log in with { $method }
method-connected-body =
    From now on a login at { $method } counts as yours.

    Time: { $at }

    Was it not you? { $help }

card-blocked-subject = Key card { $card } is blocked
card-blocked-body =
    Key card { $card } is blocked and can no longer be used.

    Time: { $at }

    Cut the card to pieces. Did you not ask for this? { $help }

card-ordered-subject = A new key card is on its way
card-ordered-body =
    You have { $left ->
        [one] 1 key
       *[other] { $left } keys
    } left on your key card. So we ordered a new one, { $card }. It comes by post.

    Use the old card until it is empty. The new one works from the first key that you type from it.

token-unused-subject = Code device { $serial } will soon be blocked
token-unused-body =
    The code device or key viewer { $serial } was not used for a long time. It will be blocked, unless it is used before:

    { $from }

    Log in with it once, and you keep it. { $help }

token-blocked-subject = Code device { $serial } is blocked
token-blocked-body =
    The code device or key viewer { $serial } is blocked and can no longer be used.

    Time: { $at }

    Did you not ask for this? { $help }

passkey-added-subject = A passkey was added
passkey-added-body =
    The passkey “{ $label }” was added to your electronic ID.

    Time: { $at }
    Can be used from: { $from }

    If it was you, there is nothing to do.

    Was it not you? Stop it at once:

    { $stop }

    { $help }

passkey-blocked-subject = A passkey was removed
passkey-blocked-body =
    The passkey “{ $label }” is removed and can no longer be used.

    Time: { $at }

    Did you not ask for this? { $help }

post-returned-subject = Post to you came back to us
post-returned-body =
    A letter or key card that we posted to you came back. What was in it can no longer be used.

    Time: { $at }

    We post nothing more until we have the right address. { $help }

pin-letter-ordered-subject = A new PIN letter is on its way
pin-letter-ordered-body =
    You have { $left ->
        [one] 1 code
       *[other] { $left } codes
    } left on your PIN letter. So we ordered a new one, { $letter }. It comes by post.

    Use the old letter until the new one has come. The first code that you type from the new one ends the old one.

pin-letter-blocked-subject = PIN letter { $letter } is blocked
pin-letter-blocked-body =
    PIN letter { $letter } is blocked and can no longer be used.

    Time: { $at }

    Tear the letter to pieces. Did you not ask for this? { $help }

phone-changed-subject = Your telephone number was changed
phone-changed-body =
    The telephone number to which we send codes and notices was changed.

    Time: { $at }

    We send no codes to the new number for the first day. Was it not you? Tell us at once. { $help }

address-changed-subject = Your postal address was changed
address-changed-body =
    The address to which we post letters and key cards was changed.

    Time: { $at }

    We post nothing to the new address for 14 days. Was it not you? Tell us at once. { $help }

telephone-order-subject = Somebody ordered post for you by telephone
telephone-order-body =
    Somebody called us and had a key card or letters ordered for you.

    Time: { $at }

    We post them in 3 days, to the address that we have. Was it not you? Tell us at once, and we stop it. { $help }

eid-blocked-subject = Your ID is blocked
eid-blocked-body =
    Your ID is blocked. Nobody can log in with it. Sessions that were open have ended.

    Time: { $at }

    To open it again, you must show who you are. Was it not you who asked? Tell us. { $help }

eid-reopened-subject = Your ID is open again
eid-reopened-body =
    We opened your ID again, so that you can try once more.

    Time: { $at }

    Was it not you who asked? Tell us at once, and we block it. { $help }

password-ended-subject = Your password no longer works
password-ended-body =
    Your old password no longer works. Two letters come by post. With them you choose a new password.

    Time: { $at }

    Was it not you who asked? Tell us at once, and we stop it. { $help }

new-address-order-subject = Post was ordered to your new address
new-address-order-body =
    We were given a new postal address for you. Now a key card or letters were ordered there.

    Time: { $at }

    We wait before we post them. Two of us must agree. Was it not you? Tell us at once, and we stop it. { $help }

help-known = Contact: { $help }
help-unknown = Contact those who gave you the ID.

## Welcome letter

welcome-letter-title = Welcome: your electronic ID is on its way
welcome-letter-intro = You get three letters, each on its own day: this one, one with a temporary password, and one with your key card. Keep this letter until your electronic ID is activated.
welcome-letter-number = Number of this letter
welcome-letter-where = Activate here
welcome-letter-valid = You can activate until { $until }.
welcome-letter-steps = How to begin
welcome-letter-step-1 = Wait until you have all three letters.
welcome-letter-step-2 = Open the address above. Type the number of this letter and the temporary password.
welcome-letter-step-3 = Choose your own user id and password.
welcome-letter-step-4 = Find the number from the screen on the key card and type the 6 digits beside it.
welcome-letter-help = Did a letter not come, or had somebody opened it? Tell us, and you get new ones. { $help }

## Letter with the temporary password

pin-letter-title = Your PIN letter { $letter }
pin-letter-intro = This letter has { $count } numbered codes. With your national identity number, your password and one of them you log in. Each code works once.
pin-letter-codes = Codes
pin-letter-steps = How to log in
pin-letter-step-1 = Choose PIN letter, and type your national identity number and password.
pin-letter-step-2 = The page shows a number. Find it in the list, and type the 6 digits beside it.
pin-letter-step-3 = If you have an older PIN letter, it stops working when you type the first code from this one.
pin-letter-warning = Keep the letter where nobody else sees it. We never ask for a code by phone. { $help }
pin-letter-summary = PIN letter { $letter }
password-letter-title = Your temporary password
password-letter-intro = With this password and the number on your welcome letter you activate your electronic ID. The key card comes in a letter of its own.
password-letter-password = Temporary password
password-letter-valid = The password is valid until { $until }.
password-letter-steps = How to begin
password-letter-step-1 = Wait until you have all three letters: the welcome letter, this one and the key card.
password-letter-step-2 = Open the address on the welcome letter. Type its number and the password above.
password-letter-step-3 = Choose your own user id and password. The temporary password then no longer works.
password-letter-step-4 = Find the number from the screen on the card and type the 6 digits beside it.
password-letter-warning = Had somebody opened the letter before you? Do not use the password. We never ask for the password by phone. { $help }

## Key card

card-letter-title = { $name }, here is your new key card
card-letter-intro = Card { $card } · { $count } keys. Cut along the edge and fold twice at the dashed lines. The card is then the size of a bank card (85.6 × 54 mm).
card-letter-warning = The card works only after you have typed its first key. Had somebody opened the letter before you? Have the card blocked at once. { $help }
card-caption = Card { $card }
panel-top = Top panel
panel-middle = Middle panel
panel-bottom = Bottom panel
card-column = { $panel }, column { $column }
card-never = We never ask for a key by phone, text message or e-mail.
card-name = Key card { $card }
card-use-title = How to use the card
card-use-1 = Find the number that the screen shows.
card-use-2 = Type the 6 digits to the right of the number.
card-use-3 = Each key works only once.
card-keep = Do not copy or photograph the card, and do not write the password on it.
card-lost-title = Lost the card?
card-lost = Have it blocked at once. { $help }

## The card in large print, in braille and to be read aloud

large-letter-intro = Card { $card } with { $count } keys in large print lies behind this sheet. Each panel of the card has its own page.
braille-letter-intro = Card { $card } with { $count } keys in braille comes with this letter. Each column of the card has its own page.
read-aloud-letter-intro = Card { $card } with { $count } keys comes with this letter, as a text to be read aloud. Listen to it where nobody else can hear.
card-first-key = The card works once you have typed its first key. Had somebody opened the letter before you? Get the card blocked at once.
card-page = page { $page } of { $pages }
card-only-column = Column { $column }
braille-intro = The login page says panel, column and row. Each column of the card has its own page. Each line is a row with row, number and key.
read-aloud-intro = The login page says panel, column and row. Find the row and check the number. Then that is the key to type.
read-aloud-pair = Row { $row }: number { $number }, key { $key }.

## What a job in the print queue is called

welcome-letter-summary = Welcome letter
password-letter-summary = Letter with a temporary password
notice-letter-summary = Notice by letter
card-letter-summary = Key card { $card }

## Text messages of at most 160 characters each

sms-moment = { $day }/{ $month } at { $time }
sms-new-device = { $issuer }: Somebody logged in with your ID from a new browser, { $at }. Not you? Call { $phone } to have the ID blocked.
sms-key-reused = { $issuer }: A used key from card { $card } was tried again, { $at }. Not you? Call { $phone } to have the card blocked.
sms-pin-code-reused = { $issuer }: A used code from PIN letter { $card } was tried, { $at }. Not you? Call { $phone } to have it blocked.
sms-linked = { $issuer }: Your work account was linked to your ID, { $at }. Not you? Call { $phone }.
sms-method-connected = { $issuer }: A new electronic ID was connected to you, { $at }. Not you? Call { $phone }.
sms-card-blocked = { $issuer }: Key card { $card } was blocked, { $at }. Did you not ask for it? Call { $phone }.
sms-card-ordered = { $issuer }: A new key card, { $card }, is coming by post. Use the old one until it is empty. Questions? Call { $phone }.
sms-pin-letter-ordered = { $issuer }: A new PIN letter, { $card }, is coming by post. Use the old one until then. Questions? Call { $phone }.
sms-pin-letter-blocked = { $issuer }: PIN letter { $card } was blocked, { $at }. Did you not ask for it? Call { $phone }.
sms-phone-changed = { $issuer }: Your telephone number was changed, { $at }. Not you? Call { $phone }.
sms-address-changed = { $issuer }: Your postal address was changed, { $at }. We wait a while before we post there. Not you? Call { $phone }.
sms-telephone-order = { $issuer }: Somebody called and ordered post for you, { $at }. We post it in 3 days. Not you? Call { $phone }.
sms-eid-blocked = { $issuer }: Your ID is blocked, { $at }. Nobody can log in with it. Not you? Call { $phone }.
sms-eid-reopened = { $issuer }: Your ID is open again, { $at }. Not you? Call { $phone }.
sms-password-ended = { $issuer }: Your password no longer works, { $at }. Letters come by post. Not you? Call { $phone }.
sms-new-address-order = { $issuer }: Post was ordered to your new address, { $at }. We wait before we post it. Not you? Call { $phone }.
sms-post-returned = { $issuer }: Our letter came back, { $at }. We send no more until the address is right. Call { $phone }.
sms-token-unused = { $issuer }: Code device { $card } is unused and will be blocked { $from }. Log in with it to keep it. Call { $phone }.
sms-token-blocked = { $issuer }: Code device { $card } was blocked, { $at }. Did you not ask for it? Call { $phone }.
sms-passkey-added = { $issuer }: A passkey was added, { $at }. Not you? Call { $phone }.
sms-passkey-blocked = { $issuer }: A passkey was removed, { $at }. Not you? Call { $phone }.
sms-code = { $code } is your code at { $issuer }. It is valid until { $until }. Never give it to anyone.
call-code = Hello. This is { $issuer }. Your code is { $code }. Once more: { $code }. Never give it to anyone.
