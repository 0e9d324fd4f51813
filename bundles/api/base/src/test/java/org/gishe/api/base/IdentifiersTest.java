/* SPDX-License-Identifier: EUPL-1.2 */
package org.gishe.api.base;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.LocalDate;
import java.util.Random;
import org.gishe.api.base.Identifier.Scheme;
import org.junit.Test;

/** The numbers are of people born before 1902 or in a hundred years, or stand in no series that is given out. */
public class IdentifiersTest {

    private final Random random = new Random(7);

    @Test
    public void anEgnOfEachCenturyTellsDateAndSex() {
        // 5·2+0·4+2·8+1·5+0·10+1·9+1·7+2·3+3·6 = 71, of which eleven leaves 5
        assertThat(egn("5021011235")).isEqualTo("1850-01-01 FEMALE");
        // 0·2+1·4+0·8+2·5+2·10+8·9+0+0+0 = 106, of which eleven leaves 7
        assertThat(egn("0102280007")).isEqualTo("1901-02-28 MALE");
        // 9·2+9·4+5·8+2·5+3·10+1·9+0+0+0 = 143, of which eleven leaves nothing
        assertThat(egn("9952310000")).isEqualTo("2099-12-31 MALE");
        // 5·2+0·4+2·8+1·5+0·10+1·9+0·7+1·3+0·6 = 43: the remainder ten is written as zero
        assertThat(egn("5021010100")).isEqualTo("1850-01-01 MALE");
    }

    @Test
    public void anEgnSaysWhatIsWrongWithIt() {
        assertThat(wrong(Scheme.EGN, "5021011234")).contains("Последната цифра на ЕГН", "The last digit of the EGN");
        assertThat(wrong(Scheme.EGN, "5013011235")).contains("месецът", "month");
        assertThat(wrong(Scheme.EGN, "5060011235")).contains("месецът");
        assertThat(wrong(Scheme.EGN, "5000011235")).contains("месецът");
        assertThat(wrong(Scheme.EGN, "5020011235")).contains("месецът");
        assertThat(wrong(Scheme.EGN, "5022301235")).contains("такъв ден няма", "no such day");
        assertThat(wrong(Scheme.EGN, "502101123")).contains("Въведени са 9.", "There are 9.");
        assertThat(wrong(Scheme.EGN, "50210112E5")).contains("само цифри", "digits only");
        assertThat(wrong(Scheme.EGN, "٥٠٢١٠١١٢٣٥")).contains("digits only");
        assertThat(wrong(Scheme.EGN, " ")).contains("Попълнете", "Fill in");
    }

    @Test
    public void aLeapDayIsOneOnlyInALeapYear() {
        assertThat(read(Scheme.EGN, complete(Scheme.EGN, "962229000"))).isNotEmpty();
        assertThat(wrong(Scheme.EGN, complete(Scheme.EGN, "952229000"))).contains("no such day");
        assertThat(wrong(Scheme.EGN, complete(Scheme.EGN, "002229000")))
                .as("1800 had none")
                .contains("no such day");
        assertThat(read(Scheme.EGN, complete(Scheme.EGN, "004229000"))).isNotEmpty();
    }

    @Test
    public void anLnchHasACheckDigit() {
        // 1·21 = 21, of which ten leaves 1
        assertThat(read(Scheme.LNCH, "1000000001")).isEqualTo("LNCH");
        // 21+38+51+52+55+54+49+24+9 = 353, of which ten leaves 3
        assertThat(read(Scheme.LNCH, "1234567893")).isEqualTo("LNCH");
        assertThat(wrong(Scheme.LNCH, "1234567894")).contains("Последната цифра на ЛНЧ", "The last digit of the LNCh");
        assertThat(wrong(Scheme.LNCH, "123456789")).contains("ЛНЧ е с 10 цифри");
    }

    @Test
    public void anEikOfNineDigitsHasTwoSeriesOfWeights() {
        // 9·(1+…+7)+3·8 = 276, of which eleven leaves 1
        assertThat(read(Scheme.EIK, "999999931")).isEqualTo("EIK");
        // 3·7 = 21 leaves ten; by the second series 3·9 = 27 leaves 5
        assertThat(read(Scheme.EIK, "000000305")).isEqualTo("EIK");
        // 6·1+5·3 = 21 leaves ten; 6·3+5·5 = 43 leaves ten again, written as zero
        assertThat(read(Scheme.EIK, "605000000")).isEqualTo("EIK");
        assertThat(wrong(Scheme.EIK, "999999932")).contains("Деветата цифра", "The ninth digit");
        assertThat(wrong(Scheme.EIK, "9999999310")).contains("Въведени са 10.", "There are 10.");
    }

    @Test
    public void anEikOfThirteenDigitsHasTwoMore() {
        // 1·2+0·7+0·3+1·5 = 7
        assertThat(read(Scheme.EIK, "9999999310017")).isEqualTo("EIK");
        // 1·2+6·5 = 32 leaves ten; 1·4+6·7 = 46 leaves 2
        assertThat(read(Scheme.EIK, "9999999310062")).isEqualTo("EIK");
        // 1·2+1·7+0·3+9·5 = 54 leaves ten; 1·4+1·9+0·5+9·7 = 76 leaves ten again
        assertThat(read(Scheme.EIK, "9999999311090")).isEqualTo("EIK");
        assertThat(wrong(Scheme.EIK, "9999999310018")).contains("Последната цифра на ЕИК");
        assertThat(wrong(Scheme.EIK, "9999999320017"))
                .as("its first nine are wrong")
                .contains("Деветата цифра");
    }

    @Test
    public void aNumberOfUnknownKindIsTakenForWhatItCanBe() {
        assertThat(any("50 2101 1235")).isEqualTo("EGN");
        assertThat(any("1234567893")).isEqualTo("LNCH");
        assertThat(any("BG999999931")).isEqualTo("EIK");
        assertThat(any("9999999310017")).isEqualTo("EIK");
        assertThat(any("5021011234")).as("has a birth date in it").contains("ЕГН", "EGN");
        assertThat(any("1234567894")).contains("не е ЕГН", "Не е и ЛНЧ", "Nor is it an LNCh");
        assertThat(any("12345")).contains("Въведени са 5.");
        assertThat(any("")).contains("Попълнете");
        assertThat(any("ABC")).contains("digits only");
        assertThat(any("1".repeat(100_000))).contains("99+");
    }

    @Test
    public void whatACheckDigitCompletesIsRight() {
        for (int i = 0; i < 2_000; i++) {
            LocalDate born = LocalDate.of(1800, 1, 1).plusDays(random.nextInt(36_000) * 3L);
            int more = born.getYear() < 1900 ? 20 : born.getYear() >= 2000 ? 40 : 0;
            int order = random.nextInt(1000);
            String egn = complete(
                    Scheme.EGN,
                    String.format(
                            "%02d%02d%02d%03d",
                            born.getYear() % 100, born.getMonthValue() + more, born.getDayOfMonth(), order));
            var identifier = Identifiers.read(egn).identifier().orElseThrow();
            assertThat(identifier.scheme()).isEqualTo(Scheme.EGN);
            assertThat(Identifiers.born(identifier)).contains(born);
            assertThat(Identifiers.sex(identifier))
                    .contains(order % 2 == 0 ? Identifiers.Sex.MALE : Identifiers.Sex.FEMALE);

            assertThat(read(Scheme.LNCH, complete(Scheme.LNCH, digits(9)))).isEqualTo("LNCH");
            String eik = complete(Scheme.EIK, digits(8));
            assertThat(read(Scheme.EIK, eik)).isEqualTo("EIK");
            assertThat(read(Scheme.EIK, complete(Scheme.EIK, eik + digits(3)))).isEqualTo("EIK");
        }
    }

    /** The weights of an ЛНЧ have no factor in common with ten; of the others a ten written as zero may hide it. */
    @Test
    public void oneWrongDigitIsSeenInAnLnchAlwaysAndInTheOthersMostly() {
        int seen = 0;
        int tried = 0;
        for (int i = 0; i < 500; i++) {
            String lnch = complete(Scheme.LNCH, digits(9));
            String eik = complete(Scheme.EIK, digits(8));
            int place = random.nextInt(9);
            int by = 1 + random.nextInt(9);
            assertThat(Identifiers.read(Scheme.LNCH, changed(lnch, place, by)).finding())
                    .isPresent();
            tried++;
            seen += Identifiers.read(Scheme.EIK, changed(eik, place, by))
                            .finding()
                            .isPresent()
                    ? 1
                    : 0;
        }
        assertThat(seen).isGreaterThan(tried * 95 / 100);
    }

    @Test
    public void noFindingQuotesTheNumber() {
        for (int i = 0; i < 500; i++) {
            String number = digits(1 + random.nextInt(20));
            for (Scheme scheme : new Scheme[] {Scheme.EGN, Scheme.LNCH, Scheme.EIK}) {
                Identifiers.read(scheme, number)
                        .finding()
                        .filter(words -> number.length() > 3)
                        .ifPresent(words ->
                                assertThat(words.bulgarian() + words.english()).doesNotContain(number));
            }
            assertThat(Identifiers.read(number).toString()).doesNotContain(number.length() > 3 ? number : "#");
        }
    }

    @Test
    public void whatIsNotKnownHasNoRules() {
        assertThatThrownBy(() -> Identifiers.read(Scheme.UNKNOWN, "1")).isInstanceOf(IllegalArgumentException.class);
        assertThat(Identifiers.checkDigit(Scheme.UNKNOWN, "1")).isEmpty();
        assertThat(Identifiers.checkDigit(Scheme.EGN, "12")).isEmpty();
        assertThat(Identifiers.checkDigit(Scheme.EIK, "999999932001")).isEmpty();
        assertThat(Identifiers.born(new Identifier(Scheme.EIK, "999999931"))).isEmpty();
        assertThat(Identifiers.sex(new Identifier(Scheme.EGN, "5021011234"))).isEmpty();
    }

    private static String egn(String number) {
        Identifier identifier =
                Identifiers.read(Scheme.EGN, number).identifier().orElseThrow();
        return Identifiers.born(identifier).orElseThrow() + " "
                + Identifiers.sex(identifier).orElseThrow();
    }

    private static String read(Scheme scheme, String number) {
        return Identifiers.read(scheme, number)
                .identifier()
                .orElseThrow()
                .scheme()
                .name();
    }

    private static String any(String number) {
        Identifiers.Reading reading = Identifiers.read(number);
        return reading.identifier()
                .map(identifier -> identifier.scheme().name())
                .orElseGet(() -> words(reading));
    }

    private static String wrong(Scheme scheme, String number) {
        return words(Identifiers.read(scheme, number));
    }

    private static String words(Identifiers.Reading reading) {
        LocalText words = reading.finding().orElseThrow();
        return words.bulgarian() + " / " + words.english();
    }

    private static String complete(Scheme scheme, String digits) {
        return digits + Identifiers.checkDigit(scheme, digits).orElseThrow();
    }

    private String digits(int count) {
        var digits = new StringBuilder();
        for (int i = 0; i < count; i++) {
            digits.append(random.nextInt(10));
        }
        return digits.toString();
    }

    private static String changed(String digits, int place, int by) {
        return digits.substring(0, place) + (digits.charAt(place) - '0' + by) % 10 + digits.substring(place + 1);
    }
}
