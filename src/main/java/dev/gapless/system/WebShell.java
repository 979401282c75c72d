package dev.gapless.system;

import java.time.Duration;
import java.util.List;
import java.util.Set;
import org.springframework.beans.factory.annotation.Value;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.core.io.Resource;
import org.springframework.core.io.ResourceLoader;
import org.springframework.http.CacheControl;
import org.springframework.http.HttpMethod;
import org.springframework.http.MediaType;
import org.springframework.web.servlet.config.annotation.ResourceHandlerRegistry;
import org.springframework.web.servlet.config.annotation.WebMvcConfigurer;
import org.springframework.web.servlet.function.RouterFunction;
import org.springframework.web.servlet.function.RouterFunctions;
import org.springframework.web.servlet.function.ServerRequest;
import org.springframework.web.servlet.function.ServerResponse;

/** The web app: its files, and its one page for every address that only the app itself understands. */
@Configuration(proxyBeanMethods = false)
class WebShell implements WebMvcConfigurer {
    private static final Set<String> NOT_THE_APPS =
            Set.of("api", "connection", "emulation", "actuator", "assets", "error");

    private final String location;
    private final Resource page;

    WebShell(
            @Value("${spring.web.resources.static-locations:classpath:/static/}") String location,
            ResourceLoader resources) {
        this.location = location;
        this.page = resources.getResource(location + "index.html");
    }

    @Override
    public void addResourceHandlers(ResourceHandlerRegistry registry) {
        // A file under assets has a hash of its content in its name: it never changes.
        registry.addResourceHandler("/assets/**")
                .addResourceLocations(location + "assets/")
                .setCacheControl(
                        CacheControl.maxAge(Duration.ofDays(365)).cachePublic().immutable());
        registry.addResourceHandler("/{file:.+\\..+}")
                .addResourceLocations(location)
                .setCacheControl(CacheControl.noCache());
    }

    @Bean
    RouterFunction<ServerResponse> page() {
        return RouterFunctions.route(
                this::wantsPage,
                request -> ServerResponse.ok()
                        .contentType(MediaType.TEXT_HTML)
                        .cacheControl(CacheControl.noCache())
                        .body(page));
    }

    private boolean wantsPage(ServerRequest request) {
        if (!HttpMethod.GET.equals(request.method()) && !HttpMethod.HEAD.equals(request.method())) {
            return false;
        }
        String path = request.path();
        String first = path.substring(1).split("/", 2)[0];
        return !NOT_THE_APPS.contains(first)
                && path.indexOf('.') < 0
                && accepts(request.headers().accept())
                && page.exists();
    }

    private static boolean accepts(List<MediaType> types) {
        return types.isEmpty() || types.stream().anyMatch(MediaType.TEXT_HTML::isCompatibleWith);
    }
}
