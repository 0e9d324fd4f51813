/* SPDX-License-Identifier: EUPL-1.2 */
package org.gishe.api.base;

/**
 * The random internal id of a person, company or administration; says nothing about them and is used everywhere in
 * place of their {@link Identifier}.
 */
public record PersonId(String value) {
    public PersonId {
        if (value.isEmpty() || value.length() > 64) {
            throw new IllegalArgumentException("a person's id has 1 to 64 characters");
        }
    }

    @Override
    public String toString() {
        return value;
    }
}
