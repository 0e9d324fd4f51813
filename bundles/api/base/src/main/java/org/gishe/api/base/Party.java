/* SPDX-License-Identifier: EUPL-1.2 */
package org.gishe.api.base;

/**
 * Somebody for whom, or by whom, something is done. Holds personal data: {@code toString} gives the internal id alone.
 *
 * @param id internal id
 * @param identifier what the state knows them by
 * @param name full name as the identity provider gave it
 */
public record Party(PersonId id, Identifier identifier, String name) {
    @Override
    public String toString() {
        return id.toString();
    }
}
