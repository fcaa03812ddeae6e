"""The words of the programme that is measured: what its services and stories say, and what is looked for."""

from __future__ import annotations

DEEDS = {
    "Renewal": "تجديد",
    "Issue": "إصدار",
    "Transfer": "نقل",
    "Registration": "تسجيل",
    "Cancellation": "إلغاء",
    "Correction": "تصحيح",
    "Replacement": "استبدال",
    "Verification": "تحقق من",
}
THINGS = {
    "building permit": "رخصة البناء",
    "passport": "جواز السفر",
    "birth certificate": "شهادة الميلاد",
    "commercial register": "السجل التجاري",
    "driving licence": "رخصة القيادة",
    "school place": "المقعد المدرسي",
    "health card": "البطاقة الصحية",
    "pension": "المعاش",
    "housing grant": "منحة الإسكان",
    "water connection": "توصيلة المياه",
    "customs declaration": "البيان الجمركي",
    "work permit": "تصريح العمل",
    "court hearing": "الجلسة القضائية",
    "farm holding": "الحيازة الزراعية",
    "vehicle": "المركبة",
    "land title": "صك الملكية",
}
COMMON = {"en": ("permit", "licence", "renewal", "online"), "ar": ("تجديد", "رخصة", "الخدمة", "المعاملات")}
"""Words that many services and stories have."""
SENTENCES = {
    "en": "People ask for it online, hand in what is needed once, and are told the decision by message. "
    "It used to take three visits and twelve days; whoever cannot use the site is helped at a counter.",
    "ar": "تُطلب الخدمة عبر الإنترنت، وتُقدَّم الوثائق مرة واحدة، ويُبلَّغ صاحبها بالقرار برسالة. "
    "كانت المعاملات تستغرق ثلاث زيارات واثني عشر يومًا، ومن يتعذر عليه استخدام الموقع يُساعَد في المكتب.",
}
_BEGINNINGS = {
    "en": ("Basra", "Kufa", "Tunis", "Aden", "Muscat", "Fez"),
    "ar": ("بصرة", "كوفة", "تونس", "عدن", "مسقط", "فاس"),
}


def rare(language: str, place: int) -> str:
    """A word that one text in five hundred has."""
    begins = _BEGINNINGS[language]
    return f"{begins[place % len(begins)]}{place % 500}"
