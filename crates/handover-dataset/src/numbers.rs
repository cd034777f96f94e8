words! {
    /// An NHS number: ten digits. Whether the check digit is right is check D-08.
    NhsNumber, "^[0-9]{10}$", |text| {
        text.len() == 10 && text.bytes().all(|byte| byte.is_ascii_digit())
    }
}

impl NhsNumber {
    /// Whether the last digit is the one that the first nine call for (dataset 8.2: modulus 11).
    #[must_use]
    pub fn has_check_digit(&self) -> bool {
        let digits = || self.0.bytes().map(|byte| u32::from(byte - b'0'));
        let sum: u32 = digits()
            .take(9)
            .zip((2..=10).rev())
            .map(|(digit, weight)| digit * weight)
            .sum();
        let expected = match 11 - sum % 11 {
            11 => 0,
            digit => digit, // 10 is no digit: such a number was never given out
        };
        digits().next_back() == Some(expected)
    }
}

/// Whether the code is 6 to 18 digits of which the last is the Verhoeff check digit, as in
/// SNOMED CT and dm+d (check D-10).
#[must_use]
pub fn is_snomed_code(code: &str) -> bool {
    if !(6..=18).contains(&code.len()) || code.starts_with('0') {
        return false;
    }
    let mut sum = 0;
    for (position, byte) in code.bytes().rev().enumerate() {
        if !byte.is_ascii_digit() {
            return false;
        }
        let digit = (0..position % 8).fold(usize::from(byte - b'0'), |digit, _| {
            PERMUTATION.get(digit).copied().unwrap_or(digit)
        });
        sum = product(sum, digit);
    }
    sum == 0
}

/// The permutation of Verhoeff's scheme, applied once for each place.
const PERMUTATION: [usize; 10] = [1, 5, 7, 6, 2, 8, 3, 0, 9, 4];

/// The product in the dihedral group of order ten.
const fn product(left: usize, right: usize) -> usize {
    match (left < 5, right < 5) {
        (true, true) => (left + right) % 5,
        (true, false) => 5 + (left + right) % 5,
        (false, true) => 5 + (left + 5 - right) % 5,
        (false, false) => (left + 5 - right) % 5,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn nhs_numbers_have_a_check_digit() {
        for good in ["9990000018", "9990000026", "9990000034", "9434765919"] {
            assert!(
                good.parse::<NhsNumber>().unwrap().has_check_digit(),
                "{good}"
            );
        }
        assert!(!"9990000019".parse::<NhsNumber>().unwrap().has_check_digit());
        assert!("999000001".parse::<NhsNumber>().is_err());
        assert!("999000001x".parse::<NhsNumber>().is_err());
    }

    /// Dataset 8.2: codes of the BaRS list, and the three that were published damaged.
    #[test]
    fn snomed_codes_have_a_check_digit() {
        for good in [
            "836881000000105",
            "878111000000109",
            "342191000000101",
            "818901000000100",
            "864491000000105",
            "764841000000100",
            "417430008",
            "766561000000109",
            "707087005",
            "736792008",
            "401206008",
            "861931000000100",
        ] {
            assert!(is_snomed_code(good), "{good}");
        }
        for bad in [
            "1054321000000100",
            "1076171000000100",
            "104586100000100",
            "417430009",
            "12345",
            "41743000x",
            "0417430008",
        ] {
            assert!(!is_snomed_code(bad), "{bad}");
        }
    }
}
