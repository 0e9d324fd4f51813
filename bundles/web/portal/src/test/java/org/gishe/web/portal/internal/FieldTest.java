/* SPDX-License-Identifier: EUPL-1.2 */
package org.gishe.web.portal.internal;

import static org.assertj.core.api.Assertions.assertThat;

import java.math.BigDecimal;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import org.gishe.api.base.Data;
import org.gishe.web.theme.Texts;
import org.junit.Test;

public class FieldTest {

    private final SampleWorld world = new SampleWorld();

    @Test
    public void theSchemaChoosesTheControl() {
        assertThat(field("/colour").kind()).isEqualTo(Field.Kind.RADIOS);
        assertThat(field("/town").kind()).isEqualTo(Field.Kind.SELECT);
        assertThat(field("/address/street").kind()).isEqualTo(Field.Kind.TEXT);
        assertThat(field("/address/postCode").kind()).isEqualTo(Field.Kind.DIGITS);
        assertThat(field("/rooms").kind()).isEqualTo(Field.Kind.NUMBER);
        assertThat(field("/since").kind()).isEqualTo(Field.Kind.DATE);
        assertThat(field("/agreed").kind()).isEqualTo(Field.Kind.CHECKBOX);
        assertThat(field("/note").kind()).isEqualTo(Field.Kind.TEXTAREA);
    }

    @Test
    public void wordsComeFromTheServicesTexts() {
        Map<String, Object> model = field("/colour").model(Data.EMPTY.with("colour", "green"), Locale.ENGLISH, "");

        assertThat(model).containsEntry("label", "Colour en").containsEntry("hint", "As you like en");
        assertThat(model.get("options"))
                .isEqualTo(List.of(
                        Map.of("id", "f-colour", "value", "red", "label", "Red en", "chosen", false),
                        Map.of("id", "f-colour-1", "value", "green", "label", "Green en", "chosen", true)));
        assertThat(field("/address/street").model(Data.EMPTY, Locale.ENGLISH, ""))
                .containsEntry("label", "Street en")
                .containsEntry("hint", "");
    }

    @Test
    public void whatIsTypedBecomesAValueOfTheSchemasType() {
        assertThat(read("/rooms", Map.of("/rooms", "3"))).contains(new Data.Num(new BigDecimal("3")));
        assertThat(read("/rooms", Map.of("/rooms", "1 000,5"))).contains(new Data.Num(new BigDecimal("1000.5")));
        assertThat(read("/rooms", Map.of("/rooms", "three"))).contains(Data.of("three"));
        assertThat(read("/agreed", Map.of("/agreed", "true"))).contains(Data.of(true));
        assertThat(read("/agreed", Map.of())).contains(Data.of(false));
        assertThat(read("/address/street", Map.of("/address/street", "  a  "))).contains(Data.of("a"));
        assertThat(read("/colour", Map.of("/colour", "blue"))).contains(Data.of("blue"));
    }

    @Test
    public void aDateIsThreeNumbersAndABrokenOneStaysVisible() {
        assertThat(read("/since", Map.of("/since.day", "1", "/since.month", "2", "/since.year", "2026")))
                .contains(Data.of("2026-02-01"));
        assertThat(read("/since", Map.of("/since.day", "", "/since.month", " ", "/since.year", "")))
                .isEmpty();
        Data.Obj broken = field("/since")
                .read(Data.EMPTY, typed(Map.of("/since.day", "32", "/since.month", "май", "/since.year", "26")));
        assertThat(broken.text("/since")).contains("0026-май-32");
        assertThat(field("/since").model(broken, Locale.ENGLISH, "wrong"))
                .containsEntry("day", "32")
                .containsEntry("month", "май");
    }

    @Test
    public void anEmptyControlTakesItsValueOutAndLeavesTheOthers() {
        Data.Obj form = Data.EMPTY
                .with("address", Data.EMPTY.with("street", "a").with("postCode", "1000"))
                .with("note", "b");

        Data.Obj without = field("/address/street").read(form, typed(Map.of("/address/street", "")));
        Data.Obj none = field("/address/postCode").read(without, typed(Map.of()));

        assertThat(without.at("/address/street")).isEmpty();
        assertThat(without.text("/address/postCode")).contains("1000");
        assertThat(none).isEqualTo(Data.EMPTY.with("note", "b"));
    }

    @Test
    public void anAnswerIsShownAsPeopleReadIt() {
        Formats formats = new Formats(new Texts(Portal.class));
        Data.Obj form = Data.EMPTY
                .with("colour", "red")
                .with("since", "2026-02-01")
                .with("agreed", Data.of(true))
                .with("rooms", Data.of(3));

        assertThat(field("/colour").shown(form, Locale.ENGLISH, formats, key -> key))
                .isEqualTo("Red en");
        assertThat(field("/since").shown(form, Locale.ENGLISH, formats, key -> key))
                .isEqualTo("1 February 2026");
        assertThat(field("/since").shown(form, Texts.BULGARIAN, formats, key -> key))
                .isEqualTo("1.02.2026\u00a0г.");
        assertThat(field("/agreed").shown(form, Locale.ENGLISH, formats, key -> key))
                .isEqualTo("check.yes");
        assertThat(field("/rooms").shown(form, Locale.ENGLISH, formats, key -> key))
                .isEqualTo("3");
        assertThat(field("/note").shown(form, Locale.ENGLISH, formats, key -> key))
                .isEmpty();
    }

    private Field field(String pointer) {
        return Field.of(world.described.get("sample"), pointer);
    }

    private Optional<Data> read(String pointer, Map<String, String> typed) {
        return field(pointer).read(Data.EMPTY, typed(typed)).at(pointer);
    }

    private static java.util.function.Function<String, Optional<String>> typed(Map<String, String> fields) {
        return name -> Optional.ofNullable(fields.get(name));
    }
}
