/* SPDX-License-Identifier: EUPL-1.2 */
package org.gishe.sandbox.trust.internal;

import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Optional;
import org.gishe.api.base.Data;

/** The parameters of a CSC method, each of the type that the specification says or refused. */
record Request(Data.Obj body) {

    static final int MOST_HASHES = 20;
    private static final int SHA256_BYTES = 32;

    String text(String name) throws Refusal {
        return optional(name).filter(value -> !value.isEmpty()).orElseThrow(() -> Refusal.missing("string", name));
    }

    Optional<String> optional(String name) throws Refusal {
        Data value = body.members().get(name);
        if (value == null || value instanceof Data.Null) {
            return Optional.empty();
        }
        if (value instanceof Data.Text text) {
            return Optional.of(text.value());
        }
        throw Refusal.missing("string", name);
    }

    boolean flag(String name) throws Refusal {
        Data value = body.members().get(name);
        if (value == null || value instanceof Data.Null) {
            return false;
        }
        if (value instanceof Data.Bool flag) {
            return flag.value();
        }
        throw Refusal.missing("boolean", name);
    }

    Optional<Integer> number(String name) throws Refusal {
        Data value = body.members().get(name);
        if (value == null || value instanceof Data.Null) {
            return Optional.empty();
        }
        if (value instanceof Data.Num number) {
            try {
                return Optional.of(number.value().intValueExact());
            } catch (ArithmeticException e) {
                throw Refusal.parameter(name);
            }
        }
        throw Refusal.missing("integer", name);
    }

    /** Digests of SHA-256 in base64, written again in the one way in which they are compared. */
    List<String> hashes(String name) throws Refusal {
        if (!(body.members().get(name) instanceof Data.Arr array)) {
            throw Refusal.missing("array", name);
        }
        var texts = new ArrayList<String>();
        for (Data item : array.items()) {
            if (!(item instanceof Data.Text text)) {
                throw Refusal.missing("array", name);
            }
            texts.add(text.value());
        }
        return hashes(texts, Base64.getDecoder());
    }

    static List<String> hashes(List<String> texts, Base64.Decoder decoder) throws Refusal {
        if (texts.isEmpty()) {
            throw Refusal.invalid("Empty hash array");
        }
        if (texts.size() > MOST_HASHES) {
            throw Refusal.invalid("Numbers of signatures is too high");
        }
        var hashes = new ArrayList<String>();
        for (String text : texts) {
            byte[] digest;
            try {
                digest = decoder.decode(text);
            } catch (IllegalArgumentException e) {
                throw Refusal.invalid("Invalid Base64 hash string parameter");
            }
            if (digest.length != SHA256_BYTES) {
                throw Refusal.invalid("Invalid digest value length");
            }
            hashes.add(Base64.getEncoder().encodeToString(digest));
        }
        return hashes;
    }
}
