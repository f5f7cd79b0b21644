//! Head, last sentence, recipients and signature (NĐ 30/2020, Phụ lục I).

use super::names::lower_first;
use super::{Context, Foot, Head, Paragraph};
use crate::schema::UnitId;

/// The head of the document.
pub(super) fn head(context: &Context) -> Head {
    let area = &context.schema.area;
    let issuer = issuer(context);
    // The name of a committee stands on one line, its place on the next.
    let lines = match abbreviation(context, &issuer) {
        Some((phrase, _)) => {
            let (first, rest) = issuer.split_at(phrase.len());
            [first, rest.trim()].iter().filter(|line| !line.is_empty()).map(|line| line.to_uppercase()).collect()
        }
        None => vec![issuer.to_uppercase()],
    };
    let shorten = |name: &String| match abbreviation(context, name) {
        Some((phrase, short)) => format!("{short}{}", name.get(phrase.len()..).unwrap_or_default()).to_uppercase(),
        None => name.to_uppercase(),
    };
    Head {
        superior: area.superior.as_ref().map(shorten),
        issuer: lines,
        symbol: symbol(context),
        place: area.place.clone().unwrap_or_else(|| context.names.bare(&area.name).to_string()),
        year: context.schema.year,
        kind: context.phrases.word("head.kind"),
        title: title(context),
    }
}

/// Who issues the report: as the schema says, else the People's Committee of the area.
pub(super) fn issuer(context: &Context) -> String {
    let area = &context.schema.area;
    match (&area.issuer, context.names.kind_of(&area.name)) {
        (Some(issuer), _) => issuer.clone(),
        (None, Some(_)) => context.say("head.issuer", &[("area", Some(context.names.place(&area.name)))]),
        (None, None) => area.name.clone(),
    }
}

/// "BC-UBND".
pub(super) fn symbol(context: &Context) -> String {
    let body = abbreviation(context, &issuer(context)).map(|(_, short)| short);
    context.say("head.symbol", &[("body", body)])
}

/// "6 tháng đầu năm 2023".
pub(super) fn period(context: &Context) -> String {
    let name = lower_first(&context.schema.period(context.consolidation.period).name);
    let year = context.schema.year.to_string();
    if name.contains(&year) {
        return name;
    }
    let key = if name.ends_with("năm") { "head.period-of-year" } else { "head.period-in-year" };
    context.say(key, &[("period", Some(name)), ("year", Some(year))])
}

/// Trích yếu: "Kết quả thực hiện các chương trình trọng điểm 6 tháng đầu năm 2023".
pub(super) fn title(context: &Context) -> String {
    let title = context.schema.title.trim();
    // The period brings the year along.
    let title = title.strip_suffix(&format!("năm {}", context.schema.year)).unwrap_or(title).trim();
    let subject = match title.strip_prefix("Bộ chỉ tiêu ") {
        Some(rest) if rest.starts_with("các ") => rest.to_string(),
        Some(rest) => format!("các chỉ tiêu {rest}"),
        None => lower_first(title),
    };
    context.say("head.title", &[("subject", Some(subject)), ("period", Some(period(context)))])
}

/// The last sentence of the text, which ends with "./.".
pub(super) fn closing(context: &Context) -> Paragraph {
    let facts = [("title", Some(lower_first(&title(context)))), ("issuer", Some(issuer(context)))];
    context.say("closing.lead", &facts).into()
}

/// Recipients and signature.
pub(super) fn foot(context: &Context) -> Foot {
    let area = &context.schema.area;
    let kind = context.names.kind_of(&area.name).map(str::to_lowercase);
    let list = match kind.as_deref() {
        Some("xã" | "phường" | "thị trấn" | "đặc khu") => "recipients-xa",
        Some("huyện") => "recipients-huyen",
        Some("tỉnh") => "recipients-tinh",
        _ => "recipients",
    };
    let recipients = marked(context, list);
    let committee = abbreviation(context, &issuer(context)).is_some_and(|(_, short)| short == "UBND");
    let signature = if committee { vec!["signature.committee", "signature.chairman"] } else { vec!["signature.head"] };
    Foot {
        recipients_title: context.phrases.word("closing.recipients"),
        recipients,
        signature: signature.into_iter().map(|key| context.phrases.word(key)).collect(),
    }
}

/// Whom the report is for, each with its mark; one alone needs none.
pub(super) fn addressees(context: &Context) -> Vec<String> {
    match context.phrases.list("addressees") {
        [only] => vec![filled(context, only)],
        _ => marked(context, "addressees"),
    }
}

/// A list of bodies with "…;" after each and "." after the last.
fn marked(context: &Context, list: &str) -> Vec<String> {
    let items: Vec<String> = context
        .phrases
        .list(list)
        .iter()
        .filter(|item| !item.contains("{units}") || !places(context).is_empty())
        .map(|item| filled(context, item))
        .collect();
    let last = items.len().saturating_sub(1);
    items.iter().enumerate().map(|(at, item)| format!("{item}{}", if at == last { "." } else { ";" })).collect()
}

fn filled(context: &Context, item: &str) -> String {
    item.replace("{area}", &context.names.place(&context.schema.area.name)).replace("{units}", &context.names.noun(&places(context)))
}

/// The units that are places, and no offices.
fn places(context: &Context) -> Vec<UnitId> {
    context.schema.each_unit().filter(|(_, unit)| context.names.kind_of(&unit.name).is_some()).map(|(id, _)| id).collect()
}

/// The phrase a name begins with that has a usual short form, and the short form.
fn abbreviation(context: &Context, name: &str) -> Option<(String, String)> {
    context.phrases.list("abbreviations").iter().find_map(|pair| {
        let (phrase, short) = pair.split_once('=')?;
        let (phrase, short) = (phrase.trim(), short.trim());
        name.starts_with(phrase).then(|| (phrase.to_string(), short.to_string()))
    })
}
