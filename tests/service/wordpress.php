<?php
/**
 * As much of WordPress as the plugin touches: hooks, options, scheduled events, posts, and HTTP to the real service.
 * Reads a command a line as JSON, answers with a line: what is kept, what is scheduled, what was shown.
 * Usage: php wordpress.php PLUGIN URL SECRET
 */

error_reporting(E_ALL);
set_error_handler(function ($level, $message, $file, $line) {
    throw new ErrorException($message, 0, $level, $file, $line);
});
list(, $plugin, $url, $secret) = $argv;
define('ABSPATH', __DIR__);
define('NARRATE_URL', $url);
define('NARRATE_HOOK_SECRET', $secret);
const MINUTE_IN_SECONDS = 60;
$hooks = $options = $posts = $transients = $scheduled = array();
$shown = 0;

function add_action($name, $work, $priority = 10, $arguments = 1) { $GLOBALS['hooks'][$name][] = array($work, $arguments); }
function add_filter($name, $work, $priority = 10) { add_action($name, $work, $priority); }
function do_action($name, ...$given) {
    foreach ($GLOBALS['hooks'][$name] ?? array() as list($work, $arguments)) {
        $work(...array_slice($given, 0, $arguments));
    }
}
function apply_filters($name, $value) {
    foreach ($GLOBALS['hooks'][$name] ?? array() as list($work, $arguments)) {
        $value = $work($value);
    }
    return $value;
}
function get_option($name) { return $GLOBALS['options'][$name] ?? false; }
function update_option($name, $value, $autoload) { $GLOBALS['options'][$name] = $value; }
function delete_option($name) { unset($GLOBALS['options'][$name]); }
function get_transient($name) { return $GLOBALS['transients'][$name] ?? false; }
function set_transient($name, $value, $seconds) { $GLOBALS['transients'][$name] = $value; }
function wp_schedule_single_event($time, $name, $given) { $GLOBALS['scheduled'][] = array($time - time(), $name, $given); }
function get_post($id) { return $GLOBALS['posts'][$id] ?? null; }
function wp_list_pluck($list, $field) { return array_map(function ($entry) use ($field) { return $entry->$field; }, $list); }
function wp_is_post_revision($id) { return false; }
function wp_is_post_autosave($id) { return false; }
function get_permalink($post) { return "https://blog.example.org/{$post->post_name}/"; }
function get_the_title($post) { return htmlspecialchars($post->post_title); }
function get_the_post_thumbnail_url($post, $size) { return false; }
function mysql_to_rfc3339($time) { return str_replace(' ', 'T', $time); }
function get_the_author_meta($field, $id) { return 'Ada Roth'; }
function get_the_category($id) { return array((object) array('name' => 'City')); }
function get_the_tags($id) { return false; }
function get_locale() { return 'en_GB'; }
function get_bloginfo($name) { return 'Lowen Blog'; }
function wp_json_encode($value) { return json_encode($value); }
function is_singular($types) { return $GLOBALS['shown'] > 0; }
function in_the_loop() { return true; }
function is_main_query() { return true; }
function get_the_ID() { return $GLOBALS['shown']; }

function _ask($method, $url, $given) {
    $headers = array();
    foreach ($given['headers'] ?? array() as $name => $value) {
        $headers[] = "$name: $value";
    }
    $http = array('method' => $method, 'header' => $headers, 'content' => $given['body'] ?? '',
        'timeout' => $given['timeout'], 'ignore_errors' => true);
    try {
        $body = file_get_contents($url, false, stream_context_create(array('http' => $http)));
        return array((int) explode(' ', $http_response_header[0])[1], $body);
    } catch (ErrorException $error) {
        return array(0, '');
    }
}
function wp_remote_post($url, $given) { return _ask('POST', $url, $given); }
function wp_remote_get($url, $given) { return _ask('GET', $url, $given); }
function wp_remote_retrieve_response_code($answer) { return $answer[0] ?: ''; }
function wp_remote_retrieve_body($answer) { return $answer[1]; }

require $plugin;

while (($line = fgets(STDIN)) !== false) {
    $command = json_decode($line);
    $out = null;
    if ($command->do === 'save') {
        $before = get_post($command->post->ID);
        $GLOBALS['posts'][$command->post->ID] = $command->post;
        do_action('wp_after_insert_post', $command->post->ID, $command->post, $before !== null, $before);
    } elseif ($command->do === 'delete') {
        do_action('before_delete_post', $command->id, get_post($command->id));
        unset($GLOBALS['posts'][$command->id]);
    } elseif ($command->do === 'cron') {
        $due = $GLOBALS['scheduled'];
        $GLOBALS['scheduled'] = array();
        foreach ($due as list(, $name, $given)) {
            do_action($name, ...$given);
        }
    } elseif ($command->do === 'show') {
        $GLOBALS['shown'] = $command->id;
        $out = apply_filters('the_content', '<p>text</p>');
        $GLOBALS['shown'] = 0;
    }
    $waits = array_map(function ($entry) { return $entry[0]; }, $GLOBALS['scheduled']);
    echo json_encode(array('kept' => (object) $GLOBALS['options'], 'waits' => $waits, 'shown' => $out)), "\n";
}
