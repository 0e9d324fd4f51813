/* SPDX-License-Identifier: EUPL-1.2 */
package org.gishe.identity.internal;

import java.io.IOException;
import java.security.Principal;
import java.util.Arrays;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import javax.security.auth.Subject;
import javax.security.auth.callback.Callback;
import javax.security.auth.callback.CallbackHandler;
import javax.security.auth.callback.NameCallback;
import javax.security.auth.callback.PasswordCallback;
import javax.security.auth.callback.UnsupportedCallbackException;
import javax.security.auth.login.FailedLoginException;
import javax.security.auth.login.LoginException;
import javax.security.auth.spi.LoginModule;
import org.apache.karaf.jaas.boot.principal.RolePrincipal;
import org.apache.karaf.jaas.boot.principal.UserPrincipal;
import org.gishe.identity.Identity;

/** One log-in at the console, by the operator's name and password. Made anew for each by Karaf. */
public final class OperatorLogin implements LoginModule {

    private Subject subject = new Subject();
    private CallbackHandler callbacks = asked -> {};
    private Identity identity;
    private final Set<Principal> principals = new HashSet<>();

    @Override
    public void initialize(
            Subject person, CallbackHandler handler, Map<String, ?> sharedState, Map<String, ?> options) {
        this.subject = person;
        this.callbacks = handler;
        this.identity = (Identity) options.get(OperatorRealm.IDENTITY);
    }

    @Override
    public boolean login() throws LoginException {
        var name = new NameCallback("name");
        var password = new PasswordCallback("password", false);
        try {
            callbacks.handle(new Callback[] {name, password});
        } catch (IOException | UnsupportedCallbackException e) {
            throw new FailedLoginException("no password was given"); // a key was: the next module's matter
        }
        char[] given = password.getPassword();
        password.clearPassword();
        if (name.getName() == null || given == null) {
            throw new FailedLoginException("no password was given");
        }
        try {
            if (!identity.operator(name.getName(), given)) {
                throw new FailedLoginException("name or password are wrong");
            }
        } finally {
            Arrays.fill(given, ' ');
        }
        principals.add(new UserPrincipal(name.getName()));
        OperatorRealm.ROLES.forEach(role -> principals.add(new RolePrincipal(role)));
        return true;
    }

    @Override
    public boolean commit() {
        subject.getPrincipals().addAll(principals);
        return !principals.isEmpty();
    }

    @Override
    public boolean abort() {
        return logout();
    }

    @Override
    public boolean logout() {
        boolean anybody = subject.getPrincipals().removeAll(principals);
        principals.clear();
        return anybody;
    }
}
