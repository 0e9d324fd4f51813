/* SPDX-License-Identifier: EUPL-1.2 */
package org.gishe.documents.internal;

import io.pebbletemplates.pebble.PebbleEngine;
import io.pebbletemplates.pebble.attributes.AttributeResolver;
import io.pebbletemplates.pebble.error.AttributeNotFoundException;
import io.pebbletemplates.pebble.error.PebbleException;
import io.pebbletemplates.pebble.extension.AbstractExtension;
import io.pebbletemplates.pebble.extension.Extension;
import io.pebbletemplates.pebble.extension.ExtensionCustomizer;
import io.pebbletemplates.pebble.extension.Filter;
import io.pebbletemplates.pebble.extension.Function;
import io.pebbletemplates.pebble.extension.NodeVisitor;
import io.pebbletemplates.pebble.lexer.Token;
import io.pebbletemplates.pebble.loader.StringLoader;
import io.pebbletemplates.pebble.node.AbstractRenderableNode;
import io.pebbletemplates.pebble.node.BodyNode;
import io.pebbletemplates.pebble.node.ForNode;
import io.pebbletemplates.pebble.node.RenderableNode;
import io.pebbletemplates.pebble.operator.BinaryOperator;
import io.pebbletemplates.pebble.parser.Parser;
import io.pebbletemplates.pebble.template.EvaluationContextImpl;
import io.pebbletemplates.pebble.template.PebbleTemplate;
import io.pebbletemplates.pebble.template.PebbleTemplateImpl;
import io.pebbletemplates.pebble.tokenParser.ForTokenParser;
import io.pebbletemplates.pebble.tokenParser.IfTokenParser;
import io.pebbletemplates.pebble.tokenParser.TokenParser;
import java.io.IOException;
import java.io.StringWriter;
import java.io.Writer;
import java.lang.reflect.Method;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;

/**
 * Fills an agency's template. What a template may do is listed here by name ({@code for}, {@code if}, some filters and
 * operators): it reads the given values and nothing else, and whatever could make much out of little (assignments,
 * macros, ranges, joining, formats) is not on the list.
 */
final class Templates {

    static final int LONGEST_TEMPLATE = 65_536;
    static final int LONGEST_PAGE = 262_144;
    static final int MOST_ROUNDS = 100_000;

    private static final String LOOP_VARIABLES = ForNode.class.getName() + "$LoopVariables";
    private static final Set<String> FILTERS = Set.of(
            "abbreviate",
            "abs",
            "capitalize",
            "date",
            "default",
            "escape",
            "first",
            "last",
            "length",
            "lower",
            "numberformat",
            "reverse",
            "rsort",
            "slice",
            "sort",
            "title",
            "trim",
            "upper");
    private static final Set<String> OPERATORS = Set.of(
            "or",
            "and",
            "is",
            "is not",
            "contains",
            "==",
            "equals",
            "!=",
            ">",
            "<",
            ">=",
            "<=",
            "+",
            "-",
            "*",
            "/",
            "%",
            "|");

    private Templates() {}

    /** @throws IllegalArgumentException when the template does not fit the values or asks for more than it may */
    static String fill(String template, Map<String, Object> values, Locale language) {
        if (template.length() > LONGEST_TEMPLATE) {
            throw new IllegalArgumentException("a template has at most " + LONGEST_TEMPLATE + " characters");
        }
        var page = new StringWriter();
        try {
            parse(template).evaluate(page, values, language);
        } catch (AttributeNotFoundException e) {
            throw new IllegalArgumentException("line " + e.getLineNumber() + ": no value " + e.getAttributeName(), e);
        } catch (TooMuchException e) {
            throw new IllegalArgumentException(e.getMessage(), e);
        } catch (PebbleException e) {
            // its message may quote a value
            throw new IllegalArgumentException("line " + e.getLineNumber() + " does not fit the values", e);
        } catch (RuntimeException | IOException e) {
            throw new IllegalArgumentException("the template does not fit the values", e);
        } catch (StackOverflowError e) {
            throw new IllegalArgumentException("the template is nested too deeply", e);
        }
        return page.toString();
    }

    private static PebbleTemplate parse(String template) {
        try {
            return engine(new Rounds()).getLiteralTemplate(template);
        } catch (PebbleException e) {
            throw new IllegalArgumentException("the template is broken: " + e.getMessage(), e);
        }
    }

    private static PebbleEngine engine(Rounds rounds) {
        return new PebbleEngine.Builder()
                .loader(new StringLoader())
                .strictVariables(true)
                .autoEscaping(true)
                .defaultEscapingStrategy("html")
                .cacheActive(false)
                .newLineTrimming(true)
                .maxRenderedSize(LONGEST_PAGE)
                .methodAccessValidator(Templates::loopVariable)
                .extension(new NoReflection())
                .registerExtensionCustomizer(extension -> new Narrowed(extension, rounds))
                .build();
    }

    /** Pebble reads {@code loop.first} and its like by reflection; nothing else needs it. */
    private static boolean loopVariable(Object object, Method method) {
        return method.getDeclaringClass().getName().equals(LOOP_VARIABLES);
    }

    /** Asked before Pebble's own resolver, which would read public fields of any value. */
    private static final class NoReflection extends AbstractExtension {
        @Override
        public List<AttributeResolver> getAttributeResolver() {
            return List.of((instance, attribute, arguments, node, context, file, line) -> {
                if (instance instanceof Map
                        || instance instanceof List
                        || instance.getClass().getName().equals(LOOP_VARIABLES)) {
                    return null;
                }
                throw new AttributeNotFoundException(
                        null, "Values have no such attribute.", String.valueOf(attribute), line, file);
            });
        }
    }

    /** An extension of Pebble with only what the lists above name. */
    private static final class Narrowed extends ExtensionCustomizer {

        private final Rounds rounds;

        Narrowed(Extension whole, Rounds rounds) {
            super(whole);
            this.rounds = rounds;
        }

        @Override
        public Map<String, Filter> getFilters() {
            var whole = super.getFilters();
            if (whole == null) {
                return Map.of();
            }
            var kept = new HashMap<>(whole);
            kept.keySet().retainAll(FILTERS);
            return kept;
        }

        @Override
        public Map<String, Function> getFunctions() {
            return Map.of();
        }

        @Override
        public List<TokenParser> getTokenParsers() {
            List<TokenParser> kept = new ArrayList<>();
            var whole = super.getTokenParsers();
            if (whole != null) {
                for (TokenParser parser : whole) {
                    if (parser instanceof ForTokenParser) {
                        kept.add(new CountedFor(rounds));
                    } else if (parser instanceof IfTokenParser) {
                        kept.add(parser);
                    }
                }
            }
            return kept;
        }

        @Override
        public List<BinaryOperator> getBinaryOperators() {
            var whole = super.getBinaryOperators();
            return whole == null
                    ? List.of()
                    : whole.stream()
                            .filter(each -> OPERATORS.contains(each.getSymbol()))
                            .toList();
        }
    }

    /** A loop whose rounds are counted over the whole document. */
    private static final class CountedFor extends ForTokenParser {

        private final Rounds rounds;

        CountedFor(Rounds rounds) {
            this.rounds = rounds;
        }

        @Override
        public RenderableNode parse(Token token, Parser parser) {
            var loop = (ForNode) super.parse(token, parser);
            var body = new ArrayList<RenderableNode>();
            body.add(rounds);
            body.addAll(loop.getBody().getChildren());
            return new ForNode(
                    loop.getLineNumber(),
                    loop.getIterationVariable(),
                    loop.getIterable(),
                    new BodyNode(loop.getLineNumber(), body),
                    loop.getElseBody());
        }
    }

    /** Stands first in each loop's body. */
    private static final class Rounds extends AbstractRenderableNode {

        private int rounds;

        @Override
        public void render(PebbleTemplateImpl self, Writer writer, EvaluationContextImpl context) {
            if (++rounds > MOST_ROUNDS) {
                throw new TooMuchException("the template's loops turn more than " + MOST_ROUNDS + " times");
            }
            if (Thread.currentThread().isInterrupted()) {
                throw new TooMuchException("the time for the template is over");
            }
        }

        @Override
        public void accept(NodeVisitor visitor) {
            visitor.visit(this);
        }
    }

    private static final class TooMuchException extends RuntimeException {
        private static final long serialVersionUID = 1L;

        TooMuchException(String message) {
            super(message);
        }
    }
}
