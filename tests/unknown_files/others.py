"""Files that are none of ours: nothing in them is a ticket, an order, a parcel or a message about one."""

from __future__ import annotations

from tests.unknown_files.rows import MAILS, PEOPLE, at, later, lines, pick, table

LOOKED_AT = {
    "products.csv": table(
        "Handle,Title,Body (HTML),Vendor,Type,Tags,Published,Variant SKU,Variant Price,Status,Created At",
        lambda i: (
            f"mug-{i}", f"Mug {i}", "<p>A mug.</p>", "Northlight", "Kitchen", "mug, gift", "true", f"MUG-{i:03d}",
            f"{14 + i % 5}.00", "active", at(i).isoformat(),
        ),
    ).encode(),
    "employees.csv": table(
        "Employee ID,Name,Email,Phone,Department,Hire Date,Manager,Salary,Status",
        lambda i: (
            100 + i, PEOPLE[i % 5], MAILS[i], f"+1 212 555 {100 + i:04d}", pick(("Support", "Ops"), i),
            at(i).strftime("%Y-%m-%d"), "M-1", 40000 + i * 100, pick(("active", "left"), i),
        ),
    ).encode(),
    "inventory.csv": table(
        "SKU,Item,Warehouse,On Hand,Allocated,Available,Reorder Point,Last Counted",
        lambda i: (f"MUG-{i}", f"Mug {i}", "Nord", i * 3, i, i * 2, 10, at(i).strftime("%d.%m.%Y")),
    ).encode(),
    "ga4_pages.csv": table(
        "Date,Session source,Landing page,Country,Sessions,Engaged sessions,Conversions,Total revenue",
        lambda i: (
            at(i).strftime("%Y%m%d"), pick(("google", "direct"), i), f"/products/mug-{i % 7}", "US", 100 + i, 60 + i,
            i % 5, f"{200 + i}.50",
        ),
    ).encode(),
    "reviews.csv": table(
        "id,title,body,rating,review_date,reviewer_name,reviewer_email,product_id,product_handle,reply",
        lambda i: (
            9000 + i, pick(("Lovely", "Too small", "Broken handle"), i), "I like this mug a lot and use it daily.",
            1 + i % 5, f"{at(i)} UTC", PEOPLE[i % 5], MAILS[i], 77, "mug-1", "",
        ),
    ).encode(),
}  # fmt: skip

MIXED = {
    "ad_spend.csv": table(
        "Day,Campaign ID,Campaign name,Ad set,Impressions,Link clicks,Amount spent (USD),Purchases,Reach",
        lambda i: (
            at(i).strftime("%Y-%m-%d"), 23850000000 + i % 4, pick(("Prospecting", "Retargeting"), i), "US 25-44",
            5000 + i * 7, 80 + i, f"{90 + i}.20", i % 9, 4000 + i,
        ),
    ).encode(),
    "payouts.csv": table(
        "id,Type,Source,Amount,Fee,Net,Currency,Created (UTC),Available On (UTC),Description",
        lambda i: (
            f"txn_{i:06d}", pick(("charge", "refund", "payout"), i), f"ch_{i:06d}", f"{50 + i}.00", "1.75",
            f"{48.25 + i}", "usd", at(i).strftime("%Y-%m-%d %H:%M"), later(i, 48).strftime("%Y-%m-%d %H:%M"), "Charge",
        ),
    ).encode(),
    "subscribers.jsonl": lines(lambda i: {
        "email": MAILS[i], "first_name": PEOPLE[i % 5].split()[0], "created": at(i).isoformat() + "Z",
        "lists": ["newsletter"], "consent": True, "last_open": later(i, 9).isoformat() + "Z", "country": "US",
    }),
}  # fmt: skip

HELD_OUT = {
    "survey.csv": table(
        "Respondent ID,Completed,NPS score,Comment,Language,Device",
        lambda i: (
            7000 + i, at(i).strftime("%Y-%m-%d %H:%M"), i % 11, "I would buy here again, thank you very much.", "en",
            pick(("mobile", "desktop"), i),
        ),
    ).encode(),
    "chargebacks.csv": table(
        "Dispute ID,Charge ID,Reason,Amount,Currency,Opened,Evidence due,Status",
        lambda i: (
            f"dp_{i:05d}", f"ch_{i:05d}", pick(("fraudulent", "duplicate"), i), f"{40 + i}.00", "USD",
            at(i).strftime("%Y-%m-%d"), later(i, 200).strftime("%Y-%m-%d"), pick(("won", "lost"), i),
        ),
    ).encode(),
    "shifts.csv": table(
        "Shift;Employee;Start;End;Break;Location",
        lambda i: (i, PEOPLE[i % 5], f"{at(i)}", f"{later(i, 8)}", 30, pick(("Reno", "Ohio"), i)),
        ";",
    ).encode(),
}  # fmt: skip
