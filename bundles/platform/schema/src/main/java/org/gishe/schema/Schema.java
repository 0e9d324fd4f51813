/* SPDX-License-Identifier: EUPL-1.2 */
package org.gishe.schema;

import com.networknt.schema.Error;
import com.networknt.schema.SchemaRegistry;
import com.networknt.schema.SchemaRegistryConfig;
import com.networknt.schema.SpecificationVersion;
import com.networknt.schema.path.PathType;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import org.gishe.api.base.Data;
import org.gishe.api.base.LocalText;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.JsonNodeFactory;

/** A compiled JSON Schema 2020-12, formats asserted, nothing fetched from elsewhere. Immutable and thread-safe. */
public final class Schema {

    private static final SchemaRegistryConfig CONFIG = SchemaRegistryConfig.builder()
            .pathType(PathType.JSON_POINTER)
            .formatAssertionsEnabled(true)
            .build();
    private static final int MOST = 50;

    private final com.networknt.schema.Schema schema;

    private Schema(com.networknt.schema.Schema schema) {
        this.schema = schema;
    }

    /**
     * Compiles.
     *
     * @throws IllegalArgumentException when it is no schema
     */
    public static Schema compile(Data.Obj schema) {
        try {
            var registry = SchemaRegistry.withDefaultDialect(
                    SpecificationVersion.DRAFT_2020_12, builder -> builder.schemaRegistryConfig(CONFIG));
            com.networknt.schema.Schema compiled = registry.getSchema(node(schema));
            compiled.initializeValidators();
            return new Schema(compiled);
        } catch (RuntimeException e) {
            throw new IllegalArgumentException("not a JSON Schema 2020-12: " + e.getMessage(), e);
        }
    }

    /** Where the value does not fit, at most 50 places; empty when it fits. */
    public List<Violation> validate(Data value) {
        var byPlace = new LinkedHashMap<String, Violation>();
        for (Error error : schema.validate(node(value))) {
            if (byPlace.size() == MOST) {
                break;
            }
            String pointer = pointer(error);
            byPlace.putIfAbsent(pointer, new Violation(pointer, error.getKeyword(), words(error)));
        }
        return new ArrayList<>(byPlace.values());
    }

    private static String pointer(Error error) {
        String place = error.getInstanceLocation().toString();
        String here = place.equals("/") ? "" : place;
        if (error.getProperty() != null && !error.getProperty().isEmpty()) {
            return here + "/" + error.getProperty().replace("~", "~0").replace("/", "~1");
        }
        return here;
    }

    private static LocalText words(Error error) {
        JsonNode limit = error.getSchemaNode();
        String bound = limit != null && limit.isNumber() ? limit.asString() : "";
        return switch (error.getKeyword() == null ? "" : error.getKeyword()) {
            case "required", "dependentRequired" -> LocalText.of("Попълнете това поле.", "Fill in this field.");
            case "additionalProperties", "unevaluatedProperties", "false" ->
                LocalText.of("Такова поле няма в този формуляр.", "This form has no such field.");
            case "enum", "const" -> LocalText.of("Изберете една от възможностите.", "Choose one of the options.");
            case "maxLength" ->
                LocalText.of(
                        "Съкратете текста: най-много " + bound + " знака.",
                        "Shorten the text: " + bound + " characters at most.");
            case "minLength" ->
                bound.equals("1")
                        ? LocalText.of("Попълнете това поле.", "Fill in this field.")
                        : LocalText.of(
                                "Напишете поне " + bound + " знака.", "Write at least " + bound + " characters.");
            case "pattern" -> LocalText.of("Проверете как е написано.", "Check how it is written.");
            case "minimum", "exclusiveMinimum" ->
                LocalText.of(
                        "Числото е твърде малко: най-малко " + bound + ".",
                        "The number is too small: at least " + bound + ".");
            case "maximum", "exclusiveMaximum" ->
                LocalText.of(
                        "Числото е твърде голямо: най-много " + bound + ".",
                        "The number is too large: at most " + bound + ".");
            case "maxItems" -> LocalText.of("Най-много " + bound + " реда.", "At most " + bound + " rows.");
            case "minItems" -> LocalText.of("Най-малко " + bound + " реда.", "At least " + bound + " rows.");
            case "format" -> format(limit);
            case "type" ->
                LocalText.of(
                        "Това не е стойност от вида, който се очаква тук.",
                        "This is not a value of the kind expected here.");
            default -> LocalText.of("Проверете тази стойност.", "Check this value.");
        };
    }

    private static LocalText format(JsonNode format) {
        return switch (format == null ? "" : format.asString("")) {
            case "date" -> LocalText.of("Въведете истинска дата.", "Enter a real date.");
            case "email" -> LocalText.of("Въведете адрес на електронна поща.", "Enter an e-mail address.");
            default -> LocalText.of("Проверете как е написано.", "Check how it is written.");
        };
    }

    private static JsonNode node(Data value) {
        var nodes = JsonNodeFactory.instance;
        if (value instanceof Data.Obj object) {
            var node = nodes.objectNode();
            object.members().forEach((name, member) -> node.set(name, node(member)));
            return node;
        }
        if (value instanceof Data.Arr array) {
            var node = nodes.arrayNode();
            array.items().forEach(item -> node.add(node(item)));
            return node;
        }
        if (value instanceof Data.Text text) {
            return nodes.stringNode(text.value());
        }
        if (value instanceof Data.Num number) {
            return nodes.numberNode(number.value());
        }
        if (value instanceof Data.Bool bool) {
            return nodes.booleanNode(bool.value());
        }
        return nodes.nullNode();
    }
}
