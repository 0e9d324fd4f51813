/* SPDX-License-Identifier: EUPL-1.2 */
package org.gishe.json;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.io.ByteArrayInputStream;
import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.gishe.api.base.Data;
import org.gishe.json.Json.Limits;
import org.gishe.json.MalformedJsonException.Reason;
import org.junit.Test;

public class JsonTest {

    private static final Limits LIMITS = Limits.of(10_000);

    @Test
    public void everyKindOfValueComesBackAsItWasWritten() throws Exception {
        String json = "{\"име\":\"Димитър \\\"Мецов\\\" 😀\",\"n\":-12.50,\"big\":12345678901234567890.123,"
                + "\"t\":true,\"f\":false,\"nothing\":null,\"list\":[1,[],{}],\"c\":\"\\u0001\\n\"}";

        Data value = Json.parse(utf8(json), LIMITS);

        assertThat(Json.text(value)).isEqualTo(json);
        assertThat(Json.read(Json.write(value))).isEqualTo(value);
        assertThat(value.text("/име")).contains("Димитър \"Мецов\" 😀");
        assertThat(value.at("/n")).contains(new Data.Num(new BigDecimal("-12.50")));
    }

    @Test
    public void whiteSpaceAroundAValueIsFine() throws Exception {
        assertThat(Json.parse(utf8(" \t\r\n[ 1 , 2 ]\n"), LIMITS))
                .isEqualTo(Json.array(List.of(Data.of(1), Data.of(2))));
    }

    @Test
    public void whatIsNotJsonIsRefused() {
        for (String bad : List.of(
                "",
                " ",
                "{",
                "}",
                "[1,]",
                "{\"a\":1,}",
                "{a:1}",
                "'a'",
                "01",
                "+1",
                ".5",
                "1.",
                "NaN",
                "Infinity",
                "\"a",
                "\"\n\"",
                "\"\\x\"",
                "tru",
                "nul",
                "[1 2]",
                "{\"a\" 1}",
                "// c\n1",
                "\ufeff1",
                "\"\t\"",
                "-",
                "1e",
                "[",
                "{\"a\"")) {
            assertThat(refused(utf8(bad)).reason()).as(bad).isEqualTo(Reason.SYNTAX);
        }
    }

    @Test
    public void brokenUtf8IsRefused() {
        for (byte[] bad : List.of(
                bytes('"', 0xFF, '"'), // never a byte of UTF-8
                bytes('"', 0xC0, 0xAF, '"'), // overlong
                bytes('"', 0xE0, 0x80, 0xAF, '"'), // overlong
                bytes('"', 0xED, 0xA0, 0x80, '"'), // surrogate
                bytes('"', 0xF4, 0x90, 0x80, 0x80, '"'), // beyond U+10FFFF
                bytes('"', 0xD0, '"'), // cut off
                bytes('"', 'a', 0xD0))) {
            assertThat(refused(bad).reason()).isEqualTo(Reason.ENCODING);
        }
        assertThat(refused(utf8("\"\\ud800\"")).reason()).isEqualTo(Reason.ENCODING);
        assertThat(refused(utf8("\"\\udc00\\ud800\"")).reason()).isEqualTo(Reason.ENCODING);
        assertThat(refused(utf8("{\"\\ud800x\":1}")).reason()).isEqualTo(Reason.ENCODING);
    }

    @Test
    public void aMemberThatStandsTwiceIsRefusedAlsoWhenItsFirstValueIsNull() {
        assertThat(refused(utf8("{\"a\":1,\"b\":{},\"a\":1}")).reason()).isEqualTo(Reason.DUPLICATE);
        assertThat(refused(utf8("{\"a\":null,\"\\u0061\":1}")).reason()).isEqualTo(Reason.DUPLICATE);
    }

    @Test
    public void depthIsBounded() throws Exception {
        Json.parse(utf8("[".repeat(32) + "]".repeat(32)), LIMITS);

        assertThat(refused(utf8("[".repeat(33) + "]".repeat(33))).reason()).isEqualTo(Reason.DEPTH);
        assertThat(refused(utf8("{\"a\":".repeat(33) + "1" + "}".repeat(33))).reason())
                .isEqualTo(Reason.DEPTH);
        assertThat(refused(utf8("[".repeat(10_000))).reason()).isEqualTo(Reason.DEPTH);
    }

    @Test
    public void sizeIsBoundedAndAStreamIsReadNoFurther() throws Exception {
        byte[] json = utf8("\"" + "a".repeat(98) + "\"");
        Json.parse(new ByteArrayInputStream(json), Limits.of(100));
        var stream = new ByteArrayInputStream(new byte[1_000]);

        assertThatThrownBy(() -> Json.parse(stream, Limits.of(99)))
                .isInstanceOfSatisfying(MalformedJsonException.class, e -> assertThat(e.reason())
                        .isEqualTo(Reason.SIZE));

        assertThat(stream.available()).isEqualTo(900);
        assertThatThrownBy(() -> Json.parse(json, Limits.of(99))).isInstanceOf(MalformedJsonException.class);
    }

    @Test
    public void numbersAreBounded() throws Exception {
        Json.parse(utf8("[1e300,-1e-300,0.0," + "9".repeat(100) + "]"), LIMITS);

        for (String bad : List.of("1e999999999", "1e99999999999999", "1e401", "1e-500", "9".repeat(101))) {
            assertThat(refused(utf8(bad)).reason()).as(bad).isEqualTo(Reason.NUMBER);
        }
    }

    @Test
    public void nothingMayFollow() {
        assertThat(refused(utf8("{} {}")).reason()).isEqualTo(Reason.TRAILING);
        assertThat(refused(utf8("1 2")).reason()).isEqualTo(Reason.TRAILING);
    }

    @Test
    public void aRefusalTellsThePlaceAndNeverTheContent() {
        MalformedJsonException e = refused(utf8("{\n  \"egn\": secret1234}"));

        assertThat(e.line()).isEqualTo(2);
        assertThat(e.column()).isPositive();
        assertThat(e.toString()).doesNotContain("secret").doesNotContain("egn");
        assertThat(e.getCause()).isNull();
    }

    @Test
    public void theCanonicalFormFollowsTheExamplesOfRfc8785() throws Exception {
        String numbers = "{\"numbers\":[333333333.33333329,1E30,4.50,2e-3,0.000000000000000000000000001],"
                + "\"string\":\"\\u20ac$\\u000F\\u000aA'\\u0042\\u0022\\u005c\\\\\\\"\\/\","
                + "\"literals\":[null,true,false]}";
        String order =
                "{\"\\u20ac\":\"Euro Sign\",\"\\r\":\"Carriage Return\",\"\\ufb33\":\"Hebrew Letter Dalet With Dagesh\","
                        + "\"1\":\"One\",\"\\ud83d\\ude00\":\"Emoji: Grinning Face\",\"\\u0080\":\"Control\","
                        + "\"\\u00f6\":\"Latin Small Letter O With Diaeresis\"}";

        // the double nearest to 333333333.33333329 is written shorter by the RFC: we keep its 17 digits
        assertThat(canonical(numbers))
                .isEqualTo("{\"literals\":[null,true,false],"
                        + "\"numbers\":[333333333.33333329,1e+30,4.5,0.002,1e-27],"
                        + "\"string\":\"€$\\u000f\\nA'B\\\"\\\\\\\\\\\"/\"}");
        assertThat(((Data.Obj) Json.read(canonical(order))).members().keySet())
                .containsExactly("\r", "1", "\u0080", "ö", "€", "😀", "\ufb33");
    }

    @Test
    public void equalNumbersHaveOneCanonicalForm() throws Exception {
        for (String one : List.of("1", "1.0", "1e0", "10e-1", "0.1e1")) {
            assertThat(canonical(one)).isEqualTo("1");
        }
        assertThat(canonical("-0.0")).isEqualTo("0");
        assertThat(canonical("1e20")).isEqualTo("100000000000000000000");
        assertThat(canonical("1e21")).isEqualTo("1e+21");
        assertThat(canonical("-1.25e-7")).isEqualTo("-1.25e-7");
        assertThat(canonical("0.000001")).isEqualTo("0.000001");
    }

    @Test
    public void halfASurrogatePairIsNotWritten() {
        assertThatThrownBy(() -> Json.write(Data.of("a\ud800"))).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> Json.write(Data.of("\udc00a"))).isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    public void aTextFullOfEscapesFits() {
        String text = "\u0001".repeat(5_000);

        assertThat(Json.read(Json.write(Data.of(text)))).isEqualTo(Data.of(text));
    }

    private static String canonical(String json) throws Exception {
        return new String(Json.canonical(Json.parse(utf8(json), LIMITS)), StandardCharsets.UTF_8);
    }

    private static MalformedJsonException refused(byte[] json) {
        MalformedJsonException e =
                catchThrowableOfType(MalformedJsonException.class, () -> Json.parse(json, new Limits(20_000, 32)));
        assertThat(e).as(new String(json, StandardCharsets.UTF_8)).isNotNull();
        return e;
    }

    private static byte[] utf8(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    private static byte[] bytes(int... values) {
        byte[] bytes = new byte[values.length];
        for (int i = 0; i < values.length; i++) {
            bytes[i] = (byte) values[i];
        }
        return bytes;
    }
}
