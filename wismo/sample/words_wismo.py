"""How people ask for their parcel in English, by what made them write.

Placeholders: {order} {tracking} {carrier} {days} {item} {name} {weekday}. Many of these avoid the usual
words, or say them in passing, because real messages do.
"""

from __future__ import annotations

STATUS = (
    "Where is my order?",
    "where's my package",
    "Hi, could you tell me where my order is? Thanks!",
    "Any update on my order please?",
    "Can I get an update on {order}?",
    "Just checking in on order {order}, when should I expect it?",
    "I ordered {days} days ago and haven't heard anything since. What's going on?",
    "Do you have an ETA for my {item}?",
    "When will my order arrive?",
    "Hello, I was wondering what the status of my order is.",
    "Could you please let me know when the {item} will get here? It's for a gift.",
    "status of {order}??",
    "Hi there! Trying to find out when my stuff is coming :)",
    "how do i track my order i cant find the link",
    "Would you be able to check on my delivery? I bought the {item} {days} days ago.",
    "I placed an order on {weekday} and would love to know when it gets here.",
    "tracking?",
    "Hi, is my {item} on its way yet?",
    "Can someone please look into {order} for me. I leave town soon and need to know the day.",
    "What day is {order} coming? I need to be home for it.",
    "When can I expect delivery? We have guests coming on {weekday}.",
    "Hey, quick one: eta on {order}?",
    "I never got a tracking number for {order}, can you send it?",
    "My tracking number {tracking} does not work on the {carrier} site.",
    "Following up on my purchase from {days} days ago. Please advise.",
    "Hi team, my husband's birthday is {weekday} and the {item} is his present. Will it make it?",
    "anything on this? {order}",
    "I'd like to know how far along my order is.",
    "Checking if {order} went through, nothing has turned up so far",
    "Is there any news about the parcel",
)
NO_LABEL = (
    "Has my order shipped yet? It's been {days} days.",
    "It still says processing. Why?",
    "order {order} says unfulfilled, did you forget it?",
    "I paid for express and it hasn't even left your warehouse.",
    "You said it ships in 1-2 business days. That was {days} days ago.",
    "Hello, when are you going to send out the {item}?",
    "Your site says 'preparing' since {weekday}. When does it go out?",
    "My card was charged {days} days ago and nothing has been dispatched.",
    "Still no shipping confirmation. Is there a problem with {order}?",
    "Did my order get lost in your system? No email about shipping or anything.",
    "why is it taking so long to ship",
    "Is the {item} out of stock? I have not received any shipping email.",
    "Hi! Just wondering if {order} will go out this week.",
    "Waiting on my order to be sent, {days} days now, what is the hold up",
    "Please tell me when it will leave the warehouse.",
)
NO_SCAN = (
    "I got the shipped email {days} days ago but the tracking shows nothing.",
    "The tracking says label created and has not moved since.",
    "{carrier} says they don't have it yet. You told me it shipped!",
    "It says 'awaiting item' for days now. Where is it really?",
    "you sent me a tracking number but {carrier} says they are waiting for the package",
    "Tracking {tracking} has no information. Did you actually ship it?",
    "Label created, not yet in system. That was {days} days ago.",
    "You emailed that my order was on the way. It isn't. {carrier} never picked it up.",
    "Shipped?? The tracking has not updated once since I got your email",
    "The link in the email just says pre-shipment. Can you check?",
    "My package appears to be sitting at your warehouse. {carrier} only shows a label.",
    "No movement on {tracking} since the label was made. Has it been handed over?",
    "Got an email that it's on its way but the tracker is blank",
    "the carrier is saying you only printed a label",
    "Why would you say it shipped when it has not been scanned?",
)
SILENT = (
    "My package hasn't moved in {days} days.",
    "Tracking has been stuck in the same place since {weekday}.",
    "It's been sitting in a {carrier} facility for {days} days, can you find out what's happening?",
    "No updates on {tracking} for almost a week. Is it lost?",
    "tracking stopped updating",
    "The last scan was {days} days ago and nothing since. I'm worried it's gone missing.",
    "Package seems frozen in transit. Could you open an inquiry with {carrier}?",
    "Still shows 'in transit', same city, same message, for days.",
)
LATE = (
    "My order was supposed to be here on {weekday}. It is not.",
    "This is ridiculous. {days} days late and counting!!",
    "The delivery date has come and gone. Where is it?",
    "You promised {weekday}. Nothing.",
    "STILL NOT HERE",
    "I've been waiting {days} days for something that should take 5.",
    "Second time I'm writing. When am I getting my {item}?",
    "I needed this for the weekend and it never came. What happened?",
    "order {order} is late",
    "Expected delivery keeps changing every day, can you tell me the real one?",
    "hello??? it's been {days} days",
    "Unacceptable. I want my {item} or my money back.",
    "My order hasn't arrived and the date you gave me was last {weekday}.",
    "It said 3-5 business days. It's been {days}. Do I have to ask my bank?",
    "Running late? My tracker said yesterday.",
    "If it's not here by {weekday} just refund me. Where is it right now?",
    "Have you guys forgotten about me? {order}",
    "The party is tomorrow and there's no sign of my {item}.",
)
PROBLEM = (
    "{carrier} says there's an exception on my package. What does that mean?",
    "Tracking says my package is delayed because of weather. New date?",
    "It says it is being returned to sender!! Why? I'm home all day.",
    "The driver says he tried to deliver but nobody rang. I was here. When is it coming back?",
    "They want me to pay customs? My parcel is stuck there, please help.",
    "{carrier} says the address is incomplete. It's the same address I always use. Where's my parcel now?",
    "My package is on hold, who do I call?",
    "Tracking shows it went to the wrong state. When will I actually get it?",
    "the update says damaged in transit, will I still be getting my {item}?",
    "What's going on with {tracking}? It says action required.",
)
OUT = (
    "It says out for delivery but it's 9pm and nothing came.",
    "Out for delivery since yesterday. Did the driver lose it?",
    "Is it really coming today? The app says out for delivery.",
    "My parcel has been out for delivery for two days now...",
    "What time is the delivery today? I can't wait home all day",
    "out for delivery but no knock no package",
)
NOT_RECEIVED = (
    "Tracking says delivered but I have nothing here.",
    "My package was marked as delivered and it is not at my door.",
    "I never received my order even though {carrier} says it was left at the front door.",
    "says delivered yesterday. checked with neighbors. nope.",
    "Delivered? To whom? Not to me.",
    "The photo shows somebody else's porch. Where is my {item}?",
    "I think my package was stolen, it shows delivered at 2pm and it wasn't there at 2:30.",
    "{order} shows complete but nothing came in the mail",
    "I haven't got it. Your email says it was dropped off, there is no box anywhere.",
    "My building's front desk has no record of {tracking}, yet it says signed for.",
)
PICKUP = (
    "It says ready for collection, but at which store?",
    "Why did my package go to a locker? Where do I get it?",
    "The locker code doesn't work, where is my parcel now?",
    "I got a message that it's at a pickup point 12 miles away. Can it come to my house instead?",
)
BY_REASON = (STATUS, NO_LABEL, NO_SCAN, SILENT, LATE, PROBLEM, OUT, NOT_RECEIVED, PICKUP)

SUBJECTS = (
    "Where is my order?", "Order {order}", "order status", "Delivery question", "Question about my order",
    "Help please", "Re: Your order {ours} is on its way", "Re: Your Nettle & Lark order is confirmed",
    "Tracking not working", "Late delivery", "Package", "hi", "URGENT", "My order", "Shipping", "Re: {order}",
    "Missing package", "No update", "Order inquiry", "Very disappointed",
)  # fmt: skip
