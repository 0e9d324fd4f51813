/* SPDX-License-Identifier: EUPL-1.2 */
package org.gishe.deployment.internal;

import java.util.EnumMap;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import org.objectweb.asm.ClassReader;

/**
 * Finds calls that no plug-in makes in the constant pools of its classes; nothing is loaded. Guards against mistakes: who
 * wants to hide a call from it can.
 */
final class ClassCheck {

    private static final int METHOD = 10;
    private static final int INTERFACE_METHOD = 11;
    private static final String NEW = "<init>";
    private static final Map<String, Map<String, Refusal>> CALLS = new HashMap<>();

    static {
        not(Refusal.THREAD, "java/lang/Thread", NEW, "start", "startVirtualThread", "ofVirtual", "ofPlatform");
        not(Refusal.THREAD, "java/util/Timer", NEW);
        not(Refusal.THREAD, "java/util/concurrent/Executors", "new*");
        not(Refusal.THREAD, "java/util/concurrent/ThreadPoolExecutor", NEW);
        not(Refusal.THREAD, "java/util/concurrent/ScheduledThreadPoolExecutor", NEW);
        not(Refusal.THREAD, "java/util/concurrent/ForkJoinPool", NEW);
        not(Refusal.THREAD, "java/lang/ref/Cleaner", "create");
        not(Refusal.THREAD, "java/net/http/HttpClient", "newHttpClient", "newBuilder");
        not(Refusal.SOCKET, "java/net/ServerSocket", NEW);
        not(Refusal.SOCKET, "javax/net/ServerSocketFactory", "createServerSocket");
        not(Refusal.SOCKET, "javax/net/ssl/SSLServerSocketFactory", "createServerSocket");
        not(Refusal.SOCKET, "java/nio/channels/ServerSocketChannel", "open");
        not(Refusal.SOCKET, "java/nio/channels/AsynchronousServerSocketChannel", "open");
        not(Refusal.SOCKET, "java/net/DatagramSocket", NEW);
        not(Refusal.SOCKET, "java/net/MulticastSocket", NEW);
        not(Refusal.SOCKET, "java/nio/channels/DatagramChannel", "open");
        not(Refusal.SOCKET, "com/sun/net/httpserver/HttpServer", "create");
        not(Refusal.SOCKET, "com/sun/net/httpserver/HttpsServer", "create");
        not(Refusal.EXIT, "java/lang/System", "exit");
        not(Refusal.EXIT, "java/lang/Runtime", "exit", "halt", "addShutdownHook", "exec");
        not(Refusal.EXIT, "java/lang/ProcessBuilder", NEW, "start");
        not(Refusal.NATIVE_CODE, "java/lang/System", "load", "loadLibrary");
        not(Refusal.NATIVE_CODE, "java/lang/Runtime", "load", "loadLibrary");
        not(Refusal.GLOBAL_STATE, "java/lang/System", "setProperty", "setProperties", "setOut", "setErr", "setIn");
        not(Refusal.GLOBAL_STATE, "java/lang/Thread", "setDefaultUncaughtExceptionHandler");
        not(Refusal.GLOBAL_STATE, "java/util/Locale", "setDefault");
        not(Refusal.GLOBAL_STATE, "java/util/TimeZone", "setDefault");
        not(Refusal.GLOBAL_STATE, "java/security/Security", "addProvider", "insertProviderAt", "setProperty");
        not(Refusal.GLOBAL_STATE, "javax/net/ssl/SSLContext", "setDefault");
        not(Refusal.GLOBAL_STATE, "javax/net/ssl/HttpsURLConnection", "setDefault*");
        not(Refusal.GLOBAL_STATE, "java/net/Authenticator", "setDefault");
        not(Refusal.GLOBAL_STATE, "java/net/ProxySelector", "setDefault");
        not(Refusal.GLOBAL_STATE, "java/net/CookieHandler", "setDefault");
        not(Refusal.GLOBAL_STATE, "java/net/URL", "setURLStreamHandlerFactory");
        not(Refusal.GLOBAL_STATE, "java/sql/DriverManager", "registerDriver");
    }

    private final Map<Refusal, Set<String>> found = new EnumMap<>(Refusal.class);

    private static void not(Refusal refusal, String type, String... methods) {
        for (String method : methods) {
            CALLS.computeIfAbsent(type, none -> new HashMap<>()).put(method, refusal);
        }
    }

    /** What was found so far, each as {@code Class calls Type.method}. */
    Map<Refusal, Set<String>> found() {
        return found;
    }

    /**
     * Reads one class file.
     *
     * @return whether it could be read
     */
    boolean read(byte[] bytes) {
        try {
            var reader = new ClassReader(bytes);
            char[] buffer = new char[reader.getMaxStringLength()];
            for (int i = 1; i < reader.getItemCount(); i++) {
                int item = reader.getItem(i);
                if (item > 0
                        && (reader.readByte(item - 1) == METHOD || reader.readByte(item - 1) == INTERFACE_METHOD)) {
                    call(
                            reader.getClassName(),
                            reader.readClass(item, buffer),
                            reader.readUTF8(reader.getItem(reader.readUnsignedShort(item + 2)), buffer));
                }
            }
            return true;
        } catch (IllegalArgumentException | IndexOutOfBoundsException | NullPointerException e) {
            return false; // as the library answers bytes that are no class
        }
    }

    private void call(String caller, String type, String method) {
        forbidden(type, method).ifPresent(refusal -> found.computeIfAbsent(refusal, none -> new TreeSet<>())
                .add(name(caller) + " calls " + name(type) + (method.equals(NEW) ? "'s constructor" : "." + method)));
    }

    private static Optional<Refusal> forbidden(String type, String method) {
        Map<String, Refusal> methods = CALLS.getOrDefault(type, Map.of());
        Refusal exactly = methods.get(method);
        if (exactly != null) {
            return Optional.of(exactly);
        }
        return methods.entrySet().stream()
                .filter(each -> each.getKey().endsWith("*")
                        && method.startsWith(
                                each.getKey().substring(0, each.getKey().length() - 1)))
                .map(Map.Entry::getValue)
                .findAny();
    }

    private static String name(String type) {
        return type.replace('/', '.');
    }
}
