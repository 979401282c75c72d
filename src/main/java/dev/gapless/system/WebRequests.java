package dev.gapless.system;

import dev.gapless.account.RateLimits;
import dev.gapless.account.UserPrincipal;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.util.List;
import java.util.Set;
import java.util.function.LongConsumer;
import java.util.function.Predicate;
import org.springframework.beans.factory.annotation.Value;
import org.springframework.boot.security.autoconfigure.web.servlet.SecurityFilterProperties;
import org.springframework.boot.web.servlet.FilterRegistrationBean;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.core.Ordered;
import org.springframework.security.core.Authentication;
import org.springframework.util.unit.DataSize;
import org.springframework.web.filter.UrlHandlerFilter;
import org.springframework.web.servlet.HandlerInterceptor;
import org.springframework.web.servlet.config.annotation.InterceptorRegistry;
import org.springframework.web.servlet.config.annotation.WebMvcConfigurer;
import tools.jackson.databind.JacksonModule;

/** What every request to the API goes through. */
@Configuration(proxyBeanMethods = false)
class WebRequests implements WebMvcConfigurer {
    private static final Set<String> SAFE_METHODS = Set.of("GET", "HEAD", "OPTIONS", "TRACE");

    /** What the database may have to look at many rows for. */
    private static final List<String> COSTLY =
            List.of("/api/sync", "/api/search", "/api/search/messages", "/api/users", "/api/rooms/*/members");

    private final RateLimits limits;

    WebRequests(RateLimits limits) {
        this.limits = limits;
    }

    @Bean
    static JacksonModule storableText() {
        return WebText.module();
    }

    /** A path with a slash at its end means the same without. First of all, so that the security rules see one form. */
    @Bean
    static FilterRegistrationBean<UrlHandlerFilter> trailingSlashes() {
        FilterRegistrationBean<UrlHandlerFilter> registration = new FilterRegistrationBean<>(
                UrlHandlerFilter.trailingSlashHandler("/api/**").wrapRequest().build());
        registration.setOrder(Ordered.HIGHEST_PRECEDENCE);
        return registration;
    }

    /** Before the security rules: what they do for strangers must not depend on how much these send. */
    @Bean
    static FilterRegistrationBean<WebBodyLimit> bodyLimit(
            @Value("${gapless.web.max-body:256KB}") DataSize limit, ProblemWriter problems) {
        FilterRegistrationBean<WebBodyLimit> registration =
                new FilterRegistrationBean<>(new WebBodyLimit(limit, problems));
        registration.addUrlPatterns("/api/*");
        registration.setOrder(SecurityFilterProperties.DEFAULT_FILTER_ORDER - 1);
        return registration;
    }

    @Override
    public void addInterceptors(InterceptorRegistry registry) {
        registry.addInterceptor(counted(request -> !isSafe(request), limits::write));
        registry.addInterceptor(counted(WebRequests::isSafe, limits::read)).addPathPatterns(COSTLY);
    }

    private static boolean isSafe(HttpServletRequest request) {
        return SAFE_METHODS.contains(request.getMethod());
    }

    /** Counts the requests of each user. */
    private static HandlerInterceptor counted(Predicate<HttpServletRequest> which, LongConsumer limit) {
        return new HandlerInterceptor() {
            @Override
            public boolean preHandle(HttpServletRequest request, HttpServletResponse response, Object handler) {
                if (which.test(request)
                        && request.getUserPrincipal() instanceof Authentication authentication
                        && authentication.getPrincipal() instanceof UserPrincipal user) {
                    limit.accept(user.id());
                }
                return true;
            }
        };
    }
}
