/* SPDX-License-Identifier: EUPL-1.2 */
package org.gishe.api.base;

import java.time.DateTimeException;
import java.time.LocalDate;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import org.gishe.api.base.Identifier.Scheme;

/**
 * Reads what somebody wrote as ЕГН, ЛНЧ or ЕИК, or says what is wrong with it. A right number is well formed; whether it
 * was ever given to anybody a register knows. Pure functions; no finding quotes the number.
 *
 * <p>Sources: ordinance on the functioning of ЕСГРАОН (ЕГН: date, order and sex, check digit); the rules of the interior
 * ministry for foreigners (ЛНЧ); law on the register БУЛСТАТ and its ordinance (ЕИК of nine and thirteen digits).
 */
public final class Identifiers {

    private static final int[] EGN = {2, 4, 8, 5, 10, 9, 7, 3, 6};
    private static final int[] LNCH = {21, 19, 17, 13, 11, 9, 7, 3, 1};
    private static final int[] EIK_FIRST = {1, 2, 3, 4, 5, 6, 7, 8};
    private static final int[] EIK_SECOND = {3, 4, 5, 6, 7, 8, 9, 10};
    private static final int[] BRANCH_FIRST = {2, 7, 3, 5};
    private static final int[] BRANCH_SECOND = {4, 9, 5, 7};

    private Identifiers() {}

    /** What was read: either of the two. */
    public sealed interface Reading {

        /** The identifier; empty when something is wrong. */
        default Optional<Identifier> identifier() {
            return this instanceof Right right ? Optional.of(right.value()) : Optional.empty();
        }

        /** What is wrong, for the person who wrote it; empty when nothing is. */
        default Optional<LocalText> finding() {
            return this instanceof Wrong wrong ? Optional.of(wrong.words()) : Optional.empty();
        }
    }

    /** A well-formed identifier. */
    public record Right(Identifier value) implements Reading {}

    /** No identifier. */
    public record Wrong(LocalText words) implements Reading {}

    /** Sex by the ninth digit of an ЕГН. */
    public enum Sex {
        /** The digit is even. */
        MALE,
        /** The digit is odd. */
        FEMALE
    }

    /**
     * Reads a number of any kind: ten digits are an ЕГН or else an ЛНЧ, nine or thirteen an ЕИК. Spaces and a leading
     * {@code BG} of an ЕИК are left out. Ten digits that are both are an ЕГН.
     *
     * @param text of any length
     */
    public static Reading read(String text) {
        String digits = plain(text);
        if (digits.length() == 11 && digits.startsWith("BG")) {
            digits = digits.substring(2);
        }
        if (digits.isEmpty()) {
            return wrong("Попълнете номера.", "Fill in the number.");
        }
        if (!digits(digits)) {
            return wrong("Номерът съдържа само цифри.", "The number has digits only.");
        }
        return switch (digits.length()) {
            case 9, 13 -> read(Scheme.EIK, digits);
            case 10 -> ten(digits);
            default ->
                wrong(
                        "ЕГН и ЛНЧ са с 10 цифри, ЕИК – с 9 или 13. Въведени са " + count(digits) + ".",
                        "An EGN or LNCh has 10 digits, an EIK 9 or 13. There are " + count(digits) + ".");
        };
    }

    /**
     * Reads a number of one kind.
     *
     * @param scheme one that this version knows
     * @param text of any length; spaces are left out
     * @throws IllegalArgumentException for {@link Scheme#UNKNOWN}
     */
    public static Reading read(Scheme scheme, String text) {
        String digits = plain(text);
        if (digits.isEmpty()) {
            return wrong("Попълнете номера.", "Fill in the number.");
        }
        if (!digits(digits)) {
            return wrong("Номерът съдържа само цифри.", "The number has digits only.");
        }
        Optional<LocalText> fault =
                switch (scheme) {
                    case EGN -> egnFault(digits);
                    case LNCH -> lnchFault(digits);
                    case EIK -> eikFault(digits);
                    case UNKNOWN -> throw new IllegalArgumentException("no rules are known for that numbering");
                };
        return fault.isPresent() ? new Wrong(fault.get()) : new Right(new Identifier(scheme, digits));
    }

    /** The birth date that an ЕГН tells; empty for another kind or a number that is no ЕГН. */
    public static Optional<LocalDate> born(Identifier identifier) {
        return identifier.scheme() == Scheme.EGN && egnFault(identifier.value()).isEmpty()
                ? date(identifier.value())
                : Optional.empty();
    }

    /** The sex that an ЕГН tells; empty for another kind or a number that is no ЕГН. */
    public static Optional<Sex> sex(Identifier identifier) {
        return identifier.scheme() == Scheme.EGN && egnFault(identifier.value()).isEmpty()
                ? Optional.of(at(identifier.value(), 8) % 2 == 0 ? Sex.MALE : Sex.FEMALE)
                : Optional.empty();
    }

    /**
     * The digit, or the last of the digits, that completes a number.
     *
     * @param scheme ЕГН and ЛНЧ: of 9 digits; ЕИК: of 8, or of 12 for a branch
     * @return empty if there are not so many digits, or the first nine of a branch are no ЕИК
     */
    public static OptionalInt checkDigit(Scheme scheme, String digits) {
        if (!digits(digits)) {
            return OptionalInt.empty();
        }
        return switch (scheme) {
            case EGN -> digits.length() == 9 ? OptionalInt.of(sum(digits, 0, EGN) % 11 % 10) : OptionalInt.empty();
            case LNCH -> digits.length() == 9 ? OptionalInt.of(sum(digits, 0, LNCH) % 10) : OptionalInt.empty();
            case EIK -> {
                if (digits.length() == 8) {
                    yield OptionalInt.of(eleven(digits, 0, EIK_FIRST, EIK_SECOND));
                }
                yield digits.length() == 12 && eikFault(digits.substring(0, 9)).isEmpty()
                        ? OptionalInt.of(eleven(digits, 8, BRANCH_FIRST, BRANCH_SECOND))
                        : OptionalInt.empty();
            }
            case UNKNOWN -> OptionalInt.empty();
        };
    }

    private static Reading ten(String digits) {
        Optional<LocalText> egn = egnFault(digits);
        if (egn.isEmpty()) {
            return new Right(new Identifier(Scheme.EGN, digits));
        }
        if (lnchFault(digits).isEmpty()) {
            return new Right(new Identifier(Scheme.LNCH, digits));
        }
        // with a date in it, an ЕГН was meant
        return date(digits).isPresent()
                ? new Wrong(egn.get())
                : wrong(
                        "Номерът не е ЕГН: първите шест цифри не са дата на раждане. Не е и ЛНЧ: последната цифра не"
                                + " съответства на останалите.",
                        "The number is no EGN: its first six digits are no birth date. Nor is it an LNCh: the last digit"
                                + " does not fit the others.");
    }

    private static Optional<LocalText> egnFault(String digits) {
        if (!digits(digits) || digits.length() != 10) {
            return length("ЕГН", "An EGN", "10", digits);
        }
        int month = at(digits, 2) * 10 + at(digits, 3);
        if (month % 20 < 1 || month % 20 > 12 || month > 52) {
            return Optional.of(LocalText.of(
                    "Третата и четвъртата цифра на ЕГН са месецът на раждане: от 01 до 12, от 21 до 32 за родените преди"
                            + " 1900 г., от 41 до 52 за родените от 2000 г. насам.",
                    "The third and fourth digit of an EGN are the month of birth: 01 to 12, 21 to 32 for those born before"
                            + " 1900, 41 to 52 for those born since 2000."));
        }
        if (date(digits).isEmpty()) {
            return Optional.of(LocalText.of(
                    "Първите шест цифри на ЕГН са дата на раждане, а такъв ден няма.",
                    "The first six digits of an EGN are a birth date, and there is no such day."));
        }
        return at(digits, 9) == sum(digits, 0, EGN) % 11 % 10 ? Optional.empty() : last("ЕГН", "the EGN");
    }

    private static Optional<LocalText> lnchFault(String digits) {
        if (!digits(digits) || digits.length() != 10) {
            return length("ЛНЧ", "An LNCh", "10", digits);
        }
        return at(digits, 9) == sum(digits, 0, LNCH) % 10 ? Optional.empty() : last("ЛНЧ", "the LNCh");
    }

    private static Optional<LocalText> eikFault(String digits) {
        if (!digits(digits) || digits.length() != 9 && digits.length() != 13) {
            return Optional.of(LocalText.of(
                    "ЕИК е с 9 цифри, а на клон или поделение – с 13. Въведени са " + count(digits) + ".",
                    "An EIK has 9 digits, that of a branch 13. There are " + count(digits) + "."));
        }
        if (at(digits, 8) != eleven(digits, 0, EIK_FIRST, EIK_SECOND)) {
            return Optional.of(LocalText.of(
                    "Деветата цифра на ЕИК не съответства на останалите. Проверете за разменени или сгрешени цифри.",
                    "The ninth digit of the EIK does not fit the others. Look for digits that are swapped or wrong."));
        }
        return digits.length() == 9 || at(digits, 12) == eleven(digits, 8, BRANCH_FIRST, BRANCH_SECOND)
                ? Optional.empty()
                : last("ЕИК", "the EIK");
    }

    private static Optional<LocalText> length(String bulgarian, String english, String right, String digits) {
        return Optional.of(LocalText.of(
                bulgarian + " е с " + right + " цифри. Въведени са " + count(digits) + ".",
                english + " has " + right + " digits. There are " + count(digits) + "."));
    }

    private static Optional<LocalText> last(String bulgarian, String english) {
        return Optional.of(LocalText.of(
                "Последната цифра на " + bulgarian
                        + " не съответства на останалите. Проверете за разменени или сгрешени цифри.",
                "The last digit of " + english
                        + " does not fit the others. Look for digits that are swapped or wrong."));
    }

    /** The century stands in the month: 20 more for the nineteenth, 40 more for the twenty-first. */
    private static Optional<LocalDate> date(String egn) {
        int month = at(egn, 2) * 10 + at(egn, 3);
        int century = month > 40 ? 2000 : month > 20 ? 1800 : 1900;
        try {
            return Optional.of(LocalDate.of(
                    century + at(egn, 0) * 10 + at(egn, 1),
                    month > 40 ? month - 40 : month > 20 ? month - 20 : month,
                    at(egn, 4) * 10 + at(egn, 5)));
        } catch (DateTimeException e) {
            return Optional.empty();
        }
    }

    /** Modulo eleven with a second series of weights for a remainder of ten; ten again is written as zero. */
    private static int eleven(String digits, int from, int[] first, int[] second) {
        int rest = sum(digits, from, first) % 11;
        return rest < 10 ? rest : sum(digits, from, second) % 11 % 10;
    }

    private static int sum(String digits, int from, int[] weights) {
        int sum = 0;
        for (int i = 0; i < weights.length; i++) {
            sum += at(digits, from + i) * weights[i];
        }
        return sum;
    }

    private static int at(String digits, int place) {
        return digits.charAt(place) - '0';
    }

    private static boolean digits(String text) {
        return text.chars().allMatch(each -> each >= '0' && each <= '9');
    }

    /** How many there are; of a text that is no number at all the figure does not matter. */
    private static String count(String digits) {
        return digits.length() > 99 ? "99+" : String.valueOf(digits.length());
    }

    private static String plain(String text) {
        return text.length() > 64 ? text : String.join("", List.of(text.strip().split("[\\s\\u00a0]+")));
    }

    private static Reading wrong(String bulgarian, String english) {
        return new Wrong(LocalText.of(bulgarian, english));
    }
}
