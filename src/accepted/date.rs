//! The day on which something was accepted, as a person types it.

use std::fmt;

/// A day of the calendar.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Date {
    year: u16,
    month: u8,
    day: u8,
}

impl Date {
    /// Reads `2023-06-20` or, as people here write it, `20/6/2023`; `None` where there is no such day.
    pub fn parse(text: &str) -> Option<Date> {
        let text = text.trim();
        let parts = |sign| -> Option<[&str; 3]> { text.split(sign).collect::<Vec<_>>().try_into().ok() };
        let [year, month, day] = match (parts('-'), parts('/')) {
            (Some(parts), _) => parts,
            (_, Some([day, month, year])) => [year, month, day],
            _ => return None,
        };
        let digits = |text: &str, most: usize| (1..=most).contains(&text.len()) && text.bytes().all(|byte| byte.is_ascii_digit());
        if year.len() != 4 || !digits(year, 4) || !digits(month, 2) || !digits(day, 2) {
            return None;
        }
        let date = Date { year: year.parse().ok()?, month: month.parse().ok()?, day: day.parse().ok()? };
        (date.year >= 1900 && (1..=date.days()).contains(&date.day)).then_some(date)
    }

    /// Days of its month; none in a month that there is not.
    fn days(self) -> u8 {
        let leap = self.year.is_multiple_of(4) && (!self.year.is_multiple_of(100) || self.year.is_multiple_of(400));
        match self.month {
            4 | 6 | 9 | 11 => 30,
            2 if leap => 29,
            2 => 28,
            1..=12 => 31,
            _ => 0,
        }
    }

    /// As files and JSON have it: `2023-06-20`.
    pub fn iso(self) -> String {
        format!("{:04}-{:02}-{:02}", self.year, self.month, self.day)
    }
}

impl fmt::Display for Date {
    /// As people here write it: `20/6/2023`.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}/{}/{}", self.day, self.month, self.year)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_days_of_the_calendar_are_read() {
        for (text, iso) in [("2023-06-20", "2023-06-20"), ("20/6/2023", "2023-06-20"), (" 29/02/2024 ", "2024-02-29")] {
            assert_eq!(Date::parse(text).map(Date::iso), Some(iso.to_string()), "{text}");
        }
        assert_eq!(Date::parse("2023-06-05").unwrap().to_string(), "5/6/2023");
        for wrong in [
            "",
            "hôm nay",
            "2023-02-29",
            "31/4/2023",
            "2023-13-01",
            "0/6/2023",
            "20-06-2023",
            "20/6/23",
            "2023/06/20",
            "+023-06-20",
            "2023-06",
        ] {
            assert_eq!(Date::parse(wrong), None, "{wrong}");
        }
    }
}
