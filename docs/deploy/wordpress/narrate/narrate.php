<?php
/**
 * Plugin Name: narrate
 * Description: Tells a narrate service about published, edited, unpublished and deleted posts, and shows its player.
 * Version: 1.2.0
 * Requires at least: 6.0
 * Requires PHP: 7.4
 * License: Apache-2.0
 *
 * In wp-config.php:
 *   define('NARRATE_URL', 'https://audio.example.org');
 *   define('NARRATE_HOOK_SECRET', '...');   // hook_secret of the service
 */

if (!defined('ABSPATH')) {
    exit;
}

const NARRATE_TYPES = array('post');
const NARRATE_TRIES = 16;                              // with growing pauses: about two days
const NARRATE_NEVER = array(400, 413, 415, 422);       // answers that the same post would get again

function narrate_names($terms) {
    return is_array($terms) ? array_values(wp_list_pluck($terms, 'name')) : array();
}

function narrate_told($post) {
    $image = get_the_post_thumbnail_url($post, 'full');
    return array(
        'password' => $post->post_password !== '',
        'link' => get_permalink($post),
        'title' => array('rendered' => get_the_title($post)),
        'content' => array('rendered' => apply_filters('the_content', $post->post_content)),
        'date_gmt' => mysql_to_rfc3339($post->post_date_gmt),
        'authors' => array(get_the_author_meta('display_name', (int) $post->post_author)),
        'categories' => narrate_names(get_the_category($post->ID)),
        'tags' => narrate_names(get_the_tags($post->ID)),
        'language' => substr(get_locale(), 0, 2),
        'site' => get_bloginfo('name'),
        'image' => $image ? $image : null,
    );
}

// An event is kept until the service has accepted it, so that nothing is lost while it is down.
function narrate_tell($event, $post) {
    if (!defined('NARRATE_URL') || !defined('NARRATE_HOOK_SECRET') || !in_array($post->post_type, NARRATE_TYPES, true)) {
        return;
    }
    update_option('narrate_event_' . $post->ID, array('event' => $event, 'tries' => 0), false);
    narrate_send($post->ID);
}

function narrate_send($id) {
    $waiting = get_option('narrate_event_' . $id);
    if (!is_array($waiting)) {
        return;
    }
    $post = $waiting['event'] === 'deleted' ? null : get_post($id);
    $event = $post ? $waiting['event'] : 'deleted';
    $told = array('id' => (int) $id);
    if ($post) {
        $told['status'] = $post->post_status;
        $told['modified_gmt'] = mysql_to_rfc3339($post->post_modified_gmt);   // of two events, the later one counts
        $told += $event === 'unpublished' ? array() : narrate_told($post);
    }
    $body = wp_json_encode(array('event' => $event, 'post' => $told));
    $time = (string) time();
    $signature = 't=' . $time . ',sha256=' . hash_hmac('sha256', $time . '.' . $body, NARRATE_HOOK_SECRET);
    $answer = wp_remote_post(NARRATE_URL . '/hooks/wordpress', array(
        'body' => $body,
        'headers' => array('Content-Type' => 'application/json', 'X-Narrate-Signature' => $signature),
        'timeout' => 3,
    ));
    narrate_heard($id, $waiting, (int) wp_remote_retrieve_response_code($answer));
}
add_action('narrate_send', 'narrate_send');

function narrate_heard($id, $waiting, $status) {
    $tries = $waiting['tries'] + 1;
    if (($status >= 200 && $status < 300) || $status === 409) {   // 409: taken before, the answer was lost
        delete_option('narrate_event_' . $id);
    } elseif (in_array($status, NARRATE_NEVER, true) || $tries >= NARRATE_TRIES) {
        delete_option('narrate_event_' . $id);
        error_log("narrate: post $id isn't told of after $tries tries, the service answers " . ($status ?: 'nothing'));
    } else {
        update_option('narrate_event_' . $id, array('event' => $waiting['event'], 'tries' => $tries), false);
        wp_schedule_single_event(time() + min(21600, 60 * 2 ** ($tries - 1)), 'narrate_send', array($id));
    }
}

// After the post is stored with its terms, so that tags and categories are the new ones.
add_action('wp_after_insert_post', function ($post_id, $post, $update, $before) {
    if (wp_is_post_revision($post_id) || wp_is_post_autosave($post_id)) {
        return;
    }
    $was = $before ? $before->post_status : 'new';
    if ($post->post_status === 'publish') {
        narrate_tell($was === 'publish' ? 'edited' : 'published', $post);
    } elseif ($was === 'publish') {
        narrate_tell('unpublished', $post);
    }
}, 10, 4);

add_action('before_delete_post', function ($post_id, $post) {
    narrate_tell('deleted', $post);
}, 10, 2);

// The player above the text, once the recording is ready.
add_filter('the_content', function ($content) {
    if (!defined('NARRATE_URL') || !is_singular(NARRATE_TYPES) || !in_the_loop() || !is_main_query()) {
        return $content;
    }
    $id = 'wordpress-' . get_the_ID();
    $player = get_transient('narrate_' . $id);
    if ($player === false) {
        $answer = wp_remote_get(NARRATE_URL . '/snippet/' . $id, array('timeout' => 2));
        $player = wp_remote_retrieve_response_code($answer) === 200 ? wp_remote_retrieve_body($answer) : '';
        set_transient('narrate_' . $id, $player, ($player ? 5 : 1) * MINUTE_IN_SECONDS);
    }
    return $player . $content;
}, 20);
