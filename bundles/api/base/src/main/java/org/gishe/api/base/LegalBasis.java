/* SPDX-License-Identifier: EUPL-1.2 */
package org.gishe.api.base;

/**
 * On what law somebody acts.
 *
 * @param act the act, for example {@code Закон за гражданската регистрация}
 * @param article article, paragraph and point in it
 */
public record LegalBasis(String act, String article) {
    @Override
    public String toString() {
        return act + ", " + article;
    }
}
